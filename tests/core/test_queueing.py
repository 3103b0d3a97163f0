"""The order in which work has its turns is fair, urgent first, and starves nobody."""

from collections import Counter, deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import Channel, Community, Member
from bot.core.queueing import (
    RISE,
    Bounds,
    Kind,
    Ticket,
    enter,
    leave,
    levels,
    next_kind,
    open_to,
    take,
)
from bot.core.waiting import CALM, Tree, calm, expected, places, rounded

ACME, OTHERS = Community("slack", "T1"), Community("discord", "1")


def ticket(
    job: str, member: str, channel: str = "c", kind: Kind = Kind.LIVE, community: Community = ACME
) -> Ticket:
    return Ticket(job, kind, Member(community, member), Channel(community, channel))


class Line:
    """A line in memory, as the store keeps one."""

    def __init__(self) -> None:
        self.tree, self.jobs, self.number = Tree(), dict[str, deque[str]](), 0

    def enter(self, *tickets: Ticket, now: float = 0.0) -> None:
        for one in tickets:
            self.number += 1
            enter(self.tree, one.path, self.number, now)
            self.jobs.setdefault(one.path, deque()).append(one.job)

    def take(self, many: int = 1, now: float = 0.0) -> list[str]:
        found = []
        for _ in range(many):
            path = take(self.tree, now)
            if path is None:
                break
            found.append(self.jobs[path].popleft())
        return found


def test_of_one_member_the_answers_go_in_order() -> None:
    line = Line()
    line.enter(*(ticket(f"a{one}", "ann") for one in range(5)))
    assert line.take(9) == ["a0", "a1", "a2", "a3", "a4"]


def test_fifty_answers_of_one_member_do_not_delay_another_members_first() -> None:
    line = Line()
    line.enter(*(ticket(f"a{one}", "ann") for one in range(50)), ticket("b", "bob"))
    assert line.take(3) == ["a0", "b", "a1"]


def test_a_channel_with_a_thousand_does_not_starve_another() -> None:
    line = Line()
    line.enter(*(ticket(f"x{one}", f"m{one}", "crowd") for one in range(1000)))
    line.take(10)
    line.enter(*(ticket(f"y{one}", f"n{one}", "quiet") for one in range(5)))
    assert sum(one.startswith("y") for one in line.take(11)) == 5


def test_communities_share_before_their_channels_do() -> None:
    line = Line()
    for channel in range(9):
        line.enter(*(ticket(f"a{channel}{n}", f"m{n}", f"c{channel}") for n in range(3)))
    line.enter(*(ticket(f"b{n}", "z", community=OTHERS) for n in range(5)))
    taken = Counter(one[0] for one in line.take(10))
    assert taken == {"a": 5, "b": 5}


def test_who_was_away_has_saved_nothing_up() -> None:
    line = Line()
    line.enter(*(ticket(f"a{one}", "ann") for one in range(20)))
    line.take(10)
    line.enter(*(ticket(f"b{one}", "bob") for one in range(10)))
    assert Counter(one[0] for one in line.take(10)) == {"a": 5, "b": 5}


def test_who_left_takes_no_turn() -> None:
    line = Line()
    line.enter(ticket("a", "ann"), ticket("b", "bob"))
    gone = ticket("a", "ann")
    leave(line.tree, gone.path)
    line.jobs[gone.path].popleft()
    assert line.take(2) == ["b"]


def test_live_work_goes_first_then_demonstrations_then_batches() -> None:
    line = Line()
    line.enter(ticket("batch", "ann", kind=Kind.BATCH), ticket("demo", "ann", kind=Kind.DEMO))
    line.enter(ticket("live", "bob"))
    assert line.take(3) == ["live", "demo", "batch"]


def test_under_live_work_without_end_a_demonstration_still_has_a_turn_a_minute() -> None:
    line, taken = Line(), []
    line.enter(*(ticket(f"demo{one}", "ann", kind=Kind.DEMO) for one in range(9)))
    for second in range(200):
        line.enter(ticket(f"live{second}", f"m{second}"), now=second)
        taken += [(second, one) for one in line.take(now=second)]
    assert [second for second, one in taken if one.startswith("demo")] == [60, 120, 180]


def test_what_is_overdue_longest_goes_first() -> None:
    since = {Kind.LIVE: 0.0, Kind.DEMO: 100.0, Kind.BATCH: 0.0}
    assert next_kind(since, RISE[Kind.BATCH]) is Kind.BATCH
    assert next_kind(since, 100 + RISE[Kind.DEMO]) is Kind.BATCH


@pytest.mark.parametrize(
    ("running", "at_once", "kinds"),
    [
        ({Kind.LIVE: 4}, 4, []),
        ({Kind.DEMO: 3}, 4, [Kind.LIVE]),
        ({Kind.DEMO: 2, Kind.LIVE: 1}, 4, list(Kind)),
        ({}, 1, list(Kind)),
    ],
)
def test_a_quarter_of_the_turns_is_kept_for_live_work(
    running: dict[Kind, int], at_once: int, kinds: list[Kind]
) -> None:
    assert open_to(running, at_once) == kinds


def test_over_each_bound_there_is_a_sentence() -> None:
    bounds = Bounds(2, 3, 4)
    assert bounds.refusal(1, 2, 3) is None
    assert bounds.refusal(2, 0, 0) == "error.line_member"
    assert bounds.refusal(1, 3, 0) == "error.line_community"
    assert bounds.refusal(1, 2, 4) == "error.line_whole"


def test_a_private_answer_waits_in_a_channel_of_its_own() -> None:
    private = Ticket("p", Kind.LIVE, Member(ACME, "ann"))
    assert levels(private.path)[2] == "0\nslack:T1\n"


def test_a_name_with_a_line_break_stays_in_its_level() -> None:
    assert len(levels(ticket("a", "an\nn").path)) == 4


who = st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("mnop"))


@settings(max_examples=100, deadline=None)
@given(st.lists(who | st.none(), max_size=60))
def test_places_foretell_the_order_that_is_taken(events: list[tuple[str, str, str] | None]) -> None:
    """Whoever comes and whatever is taken in between: if nobody else comes, the places hold."""
    line, number = Line(), 0
    for event in events:
        if event is None:
            line.take()
            continue
        community, channel, member = event
        number += 1
        line.enter(ticket(f"{number}", member, channel, community=Community("web", community)))
    waiting = [(job, path) for path, jobs in line.jobs.items() for job in jobs]
    waiting.sort(key=lambda one: int(one[0]))
    nodes = [line.tree.get(level) for _, path in waiting for level in levels(path)]
    foretold = places({one.path: one for one in nodes if one}.values(), waiting, 0.0)
    assert sorted(foretold, key=lambda job: foretold[job]) == line.take(len(waiting))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=6))
def test_while_all_wait_no_channel_is_more_than_one_turn_ahead(many: list[int]) -> None:
    line = Line()
    for channel, count in enumerate(many):
        line.enter(*(ticket(f"{channel}", f"m{n % 4}", f"c{channel}") for n in range(count)))
    shared = line.take(min(many) * len(many))
    counts = Counter(shared[: len(many) * min(many)])
    assert max(counts.values()) - min(counts.values()) <= 1


def test_an_estimate_comes_from_turns_that_ended_and_else_there_is_none() -> None:
    assert expected(7, [10.0, 10.0], 4) is None
    assert expected(8, [10.0, 20.0, 30.0], 4) == 40.0


def test_the_more_wait_the_calmer_each_is_told() -> None:
    assert calm(1) == CALM
    assert calm(1000) == 1500.0


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, 5), (38, 40), (61, 90), (301, 360), (4000, 4200)]
)
def test_time_is_said_no_more_exactly_than_it_is_known(seconds: float, said: int) -> None:
    assert rounded(seconds) == said
