"""An entry that changes is printed by adding to what stands there already."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Button, Card, Entry, Field
from bot.platforms.terminal.pieces import Piece
from bot.platforms.terminal.screen import Screen
from tests.platforms.terminal.scripted_coach import GENERAL, YOU, checklist, clock, graded

STREAM = Entry("f", GENERAL, 1, clock(), streaming=True)


def printed(*versions: Entry) -> list[str]:
    """What is printed of these versions, gaps left out."""
    screen = Screen()
    pieces = [piece for version in versions for piece in screen.see(version)]
    return [f"{one.kind}: {one.text}" for one in pieces if one.kind not in ("gap", "end")]


def test_a_card_is_printed_from_its_title_to_its_buttons() -> None:
    card = Card(
        title="Why?",
        body="Answer here.\n\n- a\n- b",
        fields=(Field("Tags", "KV Cache"), Field("Company", "阿里")),
        note="small print",
        buttons=(Button("Hint", "hint:P"),),
    )
    assert printed(Entry("q", GENERAL, 1, clock(), card=card)) == [
        "title: Why?",
        "body: Answer here.\n\n- a\n- b",
        "facts: Tags: KV Cache\nCompany: 阿里",
        "note: small print",
        "buttons: [/hint] Hint",
    ]


def test_chinese_facts_have_chinese_colons() -> None:
    card = Card(fields=(Field("公司", "阿里"),), language="zh")
    assert printed(Entry("q", GENERAL, 1, clock(), card=card)) == ["facts: 公司：阿里"]


def test_verdicts_are_printed_as_they_come_each_once_and_in_order() -> None:
    versions = [replace(STREAM, card=checklist(judged)) for judged in (0, 1, 2)]
    assert printed(*versions) == [
        "title: Feedback",
        "body: - ✅ **covered** keys and values of earlier tokens are kept",
        "body: - ✅ **covered** only the new token runs through the net",
    ]


def test_the_score_comes_before_the_advice_and_what_is_below_the_card_at_the_end() -> None:
    whole = replace(STREAM, card=graded(), text="Good. Go on.")
    assert printed(
        replace(STREAM, card=checklist(0)),
        replace(STREAM, card=checklist(2)),
        replace(STREAM, card=graded()),
        replace(STREAM, card=graded(), text="Good. "),
        whole,
        replace(whole, streaming=False),
    )[2:] == [
        "body: Score: **100 %**",
        "text: Good. ",
        "text: Go on.",
        "note: Written by a script.",
        "buttons: [/next] Next question",
    ]


def test_what_changes_in_the_card_while_the_text_comes_is_printed_after_it() -> None:
    head = Card(title="Demo", body="three samples")
    assert printed(
        replace(STREAM, card=head, text="one"),
        replace(STREAM, card=replace(head, body="three samples\ntwo agree"), text="one two"),
        replace(
            STREAM,
            card=replace(head, body="three samples\nall agree"),
            text="one two three",
            streaming=False,
        ),
    ) == [
        "title: Demo",
        "body: three samples",
        "text: one",
        "text:  two",
        "text:  three",
        "body: all agree",
    ]


def test_lines_that_look_alike_are_all_printed() -> None:
    body = "```\na\n```\n\n```\nb\n```"
    before = replace(STREAM, card=Card(body="waiting"))
    after = replace(STREAM, card=Card(body=body), streaming=False)
    assert printed(before, after) == [f"body: {body}"]


def test_reasoning_is_told_from_the_text() -> None:
    assert printed(
        replace(STREAM, reasoning="Let me"),
        replace(STREAM, reasoning="Let me see.", text="Yes"),
        replace(STREAM, reasoning="Let me see.", text="Yes.", streaming=False),
    ) == ["reasoning: Let me", "reasoning:  see.", "text: Yes", "text: ."]


def test_a_text_that_is_no_continuation_is_printed_as_a_paragraph_of_its_own() -> None:
    screen = Screen()
    screen.see(replace(STREAM, text="One way"))
    assert screen.see(replace(STREAM, text="Another")) == [Piece("end"), Piece("text", "Another")]


def test_a_stream_that_begins_anew_is_printed_anew() -> None:
    done = replace(STREAM, card=graded(), text="Good.", streaming=False)
    again = replace(STREAM, card=checklist(0))
    assert printed(done, again)[-1] == "title: Feedback"
    assert printed(done, again, done)[-4:] == printed(done)[-4:]


def test_a_change_of_a_card_prints_what_is_new_under_its_title() -> None:
    screen = Screen()
    before = Entry("t", GENERAL, 1, clock(), card=Card("Feedback", "1. ☐ a\n2. ☐ b", note="Kept."))
    screen.see(before)
    screen.interrupt()
    after = replace(before, card=Card("Feedback", "1. ☐ a\n2. ☑ b", note="Kept."))
    assert screen.see(after) == [
        Piece("gap"),
        Piece("title", "Feedback"),
        Piece("body", "2. ☑ b"),
    ]


def test_buttons_that_vanish_print_nothing() -> None:
    before = Entry("q", GENERAL, 1, clock(), card=Card("Q", buttons=(Button("Hint", "hint:P"),)))
    screen = Screen()
    screen.see(before)
    screen.interrupt()
    assert screen.see(replace(before, card=Card("Q"))) == []


def test_a_spoiler_is_held_back_also_from_who_asked_for_its_card() -> None:
    card = Card(title="Answer", spoiler="It is kept.", spoiler_title="Reference")
    for_all = Entry("a", GENERAL, 1, clock(), card=card)
    assert printed(for_all)[1:] == ["spoiler: **Reference**\n\nIt is kept."]
    assert printed(replace(for_all, only_to=YOU))[1:] == ["spoiler: **Reference**\n\nIt is kept."]


def test_a_member_s_words_are_printed_as_theirs() -> None:
    said = Entry("s", GENERAL, 1, clock(), said_by=YOU, text="It is kept.")
    assert printed(said) == ["said: It is kept."]


@given(st.lists(st.text(max_size=8), max_size=8))
def test_the_pieces_of_a_growing_text_make_up_the_text(parts: list[str]) -> None:
    whole = Piece("text", "".join(parts)).text
    versions = [replace(STREAM, text="".join(parts[:n])) for n in range(len(parts) + 1)]
    screen = Screen()
    pieces = [piece for version in versions for piece in screen.see(version)]
    assert "".join(one.text for one in pieces if one.kind == "text") == whole


@given(st.permutations(range(6)))
def test_whatever_order_verdicts_come_in_each_is_printed_once(order: list[int]) -> None:
    lines = [f"- line {number}" for number in range(6)]
    versions = []
    for step in range(7):
        judged = set(order[:step])
        body = "\n".join(
            f"{line} done" if number in judged else f"{line} · waiting"
            for number, line in enumerate(lines)
        )
        versions.append(replace(STREAM, card=Card(body=body), streaming=step < 6))
    assert printed(*versions) == [f"body: - line {number} done" for number in order]
