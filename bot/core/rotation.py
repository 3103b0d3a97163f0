"""Which question a channel is asked next: none again until all that it may be asked were asked.

A turn is one time through the pool: the questions that the channel's filters let through, each of
them once, whatever languages it is in. The choice follows from the seed, so it can be made again
and explained.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.core.bank import Bank
from bot.core.errors import NothingMatches
from bot.core.facets import Rows, bits, listed
from bot.core.filters import keeps, written

LOW = 3
"""Days' questions that are left in a turn when the maintainers are told."""


class Policy(StrEnum):
    """How one of those is chosen that were not asked yet in this turn."""

    RANDOM = "random"
    IN_ORDER = "in-order"
    BALANCED = "balanced"
    NEWEST = "newest"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Turn:
    """How far a channel has come: the number of its turn, and the heads (`Bank.head`) asked in it,
    the latest first. At its end it has those of the whole turn."""

    number: int = 1
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """What a channel's members missed of a topic: so many of so many checkpoints."""

    missed: int
    of: int

    @property
    def share(self) -> float:
        """The share that is missed, with one more of each kind than was seen (Laplace's rule of
        succession, 1814), so that a single miss is no verdict on a topic."""
        return (self.missed + 1) / (self.of + 2)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question, and why it: `pool` questions may be asked, `left` of them in this turn when it
    was chosen; `topic` is the tag that decided, where one did."""

    question: str
    turn: int
    policy: Policy
    pool: int
    left: int
    topic: str | None = None

    @property
    def runs_low(self) -> bool:
        """Whether few are left for the days to come."""
        return self.left - 1 < LOW


def choose(
    bank: Bank,
    filters: tuple[tuple[str, str], ...],
    language: str,
    turn: Turn,
    *,
    seed: str,
    policy: Policy = Policy.RANDOM,
    missed: Mapping[str, Missed] | None = None,
) -> Chosen:
    """The next question of a channel that speaks this language, in that language if it is there.

    Where all were asked a new turn begins, with one of those that were asked longest ago. `missed`
    has what the channel missed by the key of a tag. Questions without a reference answer are asked
    only where the filters name them. NothingMatches where there is none.
    """
    rows = _pool(bank, filters, language)
    heads: dict[str, int] = {}
    for row in listed(rows):
        heads.setdefault(bank.head(bank.index.ids[row]), row)
    asked = set(turn.asked)
    number, fresh = turn.number, [one for one in heads if one not in asked]
    if not fresh:
        number += 1
        recent = [one for one in turn.asked if one in heads][: len(heads) // 2]
        fresh = [one for one in heads if one not in recent]
    random = Random(f"{seed}\n{number}")  # noqa: S311
    topic = None
    match policy:
        case Policy.RANDOM:
            head = random.choice(fresh)
        case Policy.IN_ORDER:
            head = fresh[0]
        case Policy.NEWEST:
            head = _newest(bank, {heads[one]: one for one in fresh})
        case Policy.BALANCED:
            head, topic = _least_asked(bank, fresh, turn.asked, random)
        case Policy.MISSED:
            head, topic = _most_missed(bank, fresh, missed or {}, random)
    kept = keeps(filters, "question") or keeps(filters, "language")
    found = bank.questions[heads[head]] if kept else bank.variant(head, language)
    name = found.id if found is not None else head
    return Chosen(name, number, policy, len(heads), len(fresh), topic)


def _pool(bank: Bank, filters: tuple[tuple[str, str], ...], language: str) -> Rows:
    rows = bank.rows(filters)
    if not keeps(filters, "question"):
        rows &= bank.facets.with_answer
        if not rows:
            wanted = " ".join(written(*one) for one in filters) or "/quiz"
            raise NothingMatches("error.all_without_answer", filters=wanted)
    spoken = rows & bank.facets.having("language", language)
    return spoken if spoken and not keeps(filters, "language") else rows


def _newest(bank: Bank, fresh: Mapping[int, str]) -> str:
    """The one of the latest date, of equals the first; without a date, the first."""
    rows = bits(fresh)
    for date in sorted(bank.facets.rows.get("date", {}), reverse=True):
        if dated := rows & bank.facets.having("date", date):
            return fresh[next(listed(dated))]
    return fresh[next(listed(rows))]


def _tags(bank: Bank, head: str) -> list[str]:
    question = bank.get(head)
    names = question.tags if question is not None else ()
    return [bank.aliases.key("tag", name) for name in names]


def _least_asked(
    bank: Bank, fresh: Sequence[str], asked: Iterable[str], random: Random
) -> tuple[str, str | None]:
    """One of the topic that was asked least in this turn."""
    counted = Counter(tag for one in asked for tag in _tags(bank, one))
    by_topic: dict[str, list[str]] = {}
    for one in fresh:
        for tag in _tags(bank, one):
            by_topic.setdefault(tag, []).append(one)
    if not by_topic:
        return random.choice(fresh), None
    least = min(counted[tag] for tag in by_topic)
    topic = random.choice([tag for tag in by_topic if counted[tag] == least])
    return random.choice(by_topic[topic]), topic


def _most_missed(
    bank: Bank, fresh: Sequence[str], missed: Mapping[str, Missed], random: Random
) -> tuple[str, str | None]:
    """One by chance, as much likelier as its worst topic is missed more."""
    unseen = Missed(0, 0)
    worst = []
    for one in fresh:
        topics = _tags(bank, one)
        topic = max(topics, key=lambda tag: missed.get(tag, unseen).share, default=None)
        worst.append((topic, missed.get(topic or "", unseen).share))
    (at,) = random.choices(range(len(fresh)), weights=[share for _, share in worst])
    topic = worst[at][0]
    return fresh[at], topic if topic in missed else None
