"""Anki's decks, of every version and with notes of any kind."""

import sqlite3
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.account import Account
from bot.core.question import Question
from bot.readers.parts import anki_collection
from bot.readers.parts.card_html import converted
from bot.readers.parts.found import Found
from tests.readers import decks
from tests.readers.sources import source

BASIC = ("Basic", ["Why?", "So."], "KV_Cache leech", "Inference::Speed::Fast")


def read(data: bytes, name: str = "deck.apkg") -> tuple[Found, Account]:
    return readers.read(source(data, name))


def only(kind: str, *fields: str) -> Question:
    (one,) = read(decks.old([(kind, fields, "", "Default")]))[0].questions
    return one


@pytest.mark.parametrize(
    "make",
    [decks.old, decks.new, lambda notes: decks.old(notes, "collection.anki21")],
)
@pytest.mark.parametrize("name", ["deck.apkg", "all.colpkg", "renamed-by-a-browser.zip"])
def test_every_version_is_read_whatever_the_file_is_called(
    make: Callable[[decks.Notes], bytes], name: str
) -> None:
    found, account = read(make([BASIC, ("Basic", ["How?", ""], "", "Default")]), name)
    first, second = found.questions
    assert (first.title, first.answer, first.tags) == ("Why?", "So.", ("KV_Cache",))
    assert (first.chapter, first.section) == ("Inference", "Speed / Fast")
    assert (second.title, second.answer, second.chapter, second.line) == ("How?", "", None, 2)
    assert account.reader == "anki"
    assert [(span.first, span.last) for span in account.spans] == [(1, 1), (2, 2)]
    assert found.diagnostics == []


def test_a_text_with_gaps_is_a_question_and_filled_its_answer() -> None:
    one = only("Cloze", "{{c1::GQA::what?}} shares {{c2::keys and {{c3::values}}}}.", "See MQA.")
    assert one.title == "[what?] shares […]."
    assert one.answer == "GQA shares keys and values.\n\nSee MQA."


def test_the_fields_of_other_kinds_are_known_by_their_names_or_their_order() -> None:
    named = only("Named", "RoPE", "Why?", "So.", "hard")
    assert (named.title, named.answer, named.tags, named.difficulty) == (
        "Why?", "So.", ("RoPE",), "hard",
    )  # fmt: skip
    found, _ = read(decks.old([("Vocabulary", ["Token", "A piece of text", "Latin"], "", "D")]))
    (one,) = found.questions
    assert (one.title, one.answer) == ("Token", "A piece of text")
    assert [(said.rule, "Origin" in said.message) for said in found.diagnostics] == [
        ("unknown-field", True)
    ]


def test_a_note_without_a_question_is_not_understood_and_named_by_its_number() -> None:
    found, account = read(decks.old([BASIC, ("Basic", ["<br>", "x"], "", "D"), BASIC]))
    assert len(found.questions) == 2
    assert [(one.rule, one.line) for one in found.diagnostics] == [("not-understood", 2)]
    assert [one.kind for one in account.spans] == ["question", "not_understood", "question"]


def test_html_becomes_markdown() -> None:
    one = only(
        "Basic",
        "What is <b>printed</b>?<pre><code>if a &lt; b:\n    print(1)</code></pre>",
        "<div>First.</div><ul><li>one<ol><li>two</li></ol></li></ul>H<sub>2</sub>O &amp; \\(x_i\\)",
    )
    assert one.title == "What is **printed**?"
    assert one.body == "```\nif a < b:\n    print(1)\n```"
    assert one.answer == "First.\n\n- one\n  1. two\n\nH<sub>2</sub>O & \\(x_i\\)"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("a &nbsp; b &#20320;", "a   b 你"),
        ("plain < 3 & more", "plain < 3 & more"),
        ("<h2>Head</h2>text", "#### Head\n\ntext"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "a | b\n1 | 2",
        ),
        ("<img src='a b.png' alt='x]y'>", "![x y](<a b.png>)"),
        ("x<script>alert(1)</script>y<!-- no -->z", "xyz"),
        ("<i>a</i> <code>b</code> <mark>c</mark>", "*a* `b` <mark>c</mark>"),
        ("<pre>never closed", "```\nnever closed\n```"),
    ],
)
def test_each_tag_has_its_markdown(html: str, markdown: str) -> None:
    assert converted(html).text == markdown


def test_pictures_and_sounds_are_said_to_stay_in_the_deck() -> None:
    notes = [("Basic", ["See <img src='a.png'>?", "x [sound:b.mp3]"], "", "D"), BASIC]
    found, _ = read(decks.old(notes))
    assert found.questions[0].title == "See ![](a.png)?"
    (said,) = found.diagnostics
    assert (said.rule, said.line) == ("media", 1)
    assert said.message.startswith("1 note")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (decks.packed({"collection.anki2": b"no database"}), "no database"),
        (decks.packed({"collection.anki21b": b"no zstd"}), "damaged"),
        (decks.packed({"collection.anki2": b"SQLite format 3\x00" + b"x" * 5000}), "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"no zip at all", "damaged"),
        (decks.packed({"other": b"x"}), "no collection"),
    ],
)
def test_a_deck_that_cannot_be_read_is_one_error(data: bytes, says: str) -> None:
    found, account = read(data)
    (said,) = found.diagnostics
    assert (said.rule, said.level) == ("bad-deck", "error")
    assert says in said.message
    assert account.count()["not_understood"] == 1


def test_a_deck_of_other_tables_is_one_error() -> None:
    made = sqlite3.connect(":memory:")
    made.execute("CREATE VIEW notes AS SELECT 1")
    made.execute("CREATE TABLE cards (id)")
    found, _ = read(decks.packed({"collection.anki2": made.serialize()}))
    assert [one.rule for one in found.diagnostics] == ["bad-deck"]


def test_a_deck_that_unpacks_to_too_much_is_one_error() -> None:
    much = bytes(anki_collection.LARGEST + 1)
    for files in (
        {"collection.anki2": much},
        {"collection.anki21b": zstandard.ZstdCompressor().compress(much)},
    ):
        (said,) = read(decks.packed(files))[0].diagnostics
        assert (said.rule, "MiB" in said.message) == ("bad-deck", True)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "<", "<![", "</", "<b>", "<ul><li>", "&#", "<pre>", "<a b='", "{{c1::"]
)
def test_hostile_html_takes_no_time_to_speak_of(piece: str) -> None:
    one = only("Basic", "Why?", f"x<b>{piece * 50_000}")
    assert one.answer.startswith("x")


@given(st.text(alphabet="<>/&;!-abpre ul=\"'\n#{}c1:\\", max_size=80))
def test_no_html_breaks_the_reader(html: str) -> None:
    assert "\r" not in converted(html).text
