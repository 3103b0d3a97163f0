"""What reaches a file and what reaches a terminal."""

import io
import re
from collections.abc import Iterable

import pytest
from rich.cells import cell_len

from bot.platforms.terminal.pieces import Piece
from bot.platforms.terminal.plain import PlainPaper
from bot.platforms.terminal.styled import StyledPaper

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def plainly(*pieces: Piece) -> str:
    out = io.StringIO()
    paper = PlainPaper(out)
    for piece in pieces:
        paper.put(piece)
    return out.getvalue()


def styled(monkeypatch: pytest.MonkeyPatch, pieces: Iterable[Piece], width: int = 60) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = io.StringIO()
    paper = StyledPaper(out, lambda: None)
    for piece in pieces:
        paper.put(piece)
    return out.getvalue()


def seen(text: str) -> list[str]:
    return [line.rstrip() for line in ANSI.sub("", text).splitlines()]


def test_a_pipe_gets_text_as_it_comes_and_no_reasoning() -> None:
    assert plainly(
        Piece("gap"),
        Piece("title", "Feedback"),
        Piece("reasoning", "hm"),
        Piece("gap"),
        Piece("gap"),
        Piece("text", "It "),
        Piece("text", "is **kept**."),
        Piece("end"),
        Piece("note", "small"),
    ) == ("Feedback\n\nIt is **kept**.\nsmall\n")


def test_what_breaks_into_a_text_begins_a_line_of_its_own() -> None:
    pieces = [Piece("text", "It is"), Piece("gap"), Piece("aside", "You are here.")]
    assert plainly(*pieces, Piece("text", " kept.")) == "It is\n\nYou are here.\n kept.\n"[:-1]


def test_markdown_is_made_readable_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    text = styled(monkeypatch, [Piece("body", "It is **kept**:\n\n- a\n- b")])
    assert "\x1b[1mkept\x1b[0m" in text
    assert seen(text) == ["It is kept:", "", " • a", " • b"]


def test_no_markup_but_markdown_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "[red]a[/red] :smile: <b>c</b> vector<int> [x](http://y)"
    for piece in (Piece("body", words), Piece("title", words), Piece("facts", words)):
        text = styled(monkeypatch, [piece], width=100)
        assert "[red]a[/red] :smile: <b>c</b> vector<int>" in seen(text)[0]
        assert "http://y" in text
        assert "\x1b]8" not in text


def test_a_growing_text_is_printed_a_block_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    out, tails = io.StringIO(), []
    paper = StyledPaper(out, lambda: tails.append(paper.tail))
    for part in ("The **fir", "st** block.", "\n\n```\nx\n", "\ny\n```\n", "\nlast"):
        paper.put(Piece("text", part))
    assert seen(out.getvalue())[:2] == ["The first block.", ""]
    assert " x" in seen(out.getvalue())
    assert tails[:2] == ["The **fir", "The **first** block."]
    assert "last" not in out.getvalue()
    assert paper.tail == "last"
    paper.put(Piece("end"))
    assert paper.tail == ""
    assert seen(out.getvalue())[-1] == "last"


def test_the_tail_is_the_end_of_a_long_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    paper = StyledPaper(io.StringIO(), lambda: None)
    paper.put(Piece("text", "缓存 " * 100 + "end"))
    assert paper.tail.endswith("end")
    assert len(paper.tail.splitlines()) == 4
    assert max(cell_len(line) for line in paper.tail.splitlines()) < 20


@pytest.mark.parametrize("width", [20, 33, 40])
def test_chinese_is_wrapped_within_the_width(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    words = "投机解码用一个小模型先写几个词，再由大模型一次核对，KV Cache 不变。" * 3
    kinds = [Piece("title", words), Piece("body", words), Piece("text", words), Piece("end")]
    text = styled(monkeypatch, kinds, width=width)
    assert max(cell_len(line) for line in seen(text)) <= width
    assert "".join(seen(text)).replace(" ", "") == (words * 3).replace(" ", "")


def test_reasoning_is_dimmed_and_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [Piece("reasoning", "Let me see."), Piece("text", "Yes."), Piece("end")]
    text = styled(monkeypatch, pieces)
    assert "\x1b[2;3mLet me see." in text
    assert seen(text) == ["Let me see.", "", "Yes."]


def test_places_and_members_words_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [Piece("place", "#general"), Piece("said", "mine"), Piece("aside", "ours")]
    assert seen(styled(monkeypatch, pieces)) == ["── #general ──", "› mine", "ours"]
    assert plainly(*pieces) == "-- #general --\n> mine\nours\n"
