"""Turns successive versions of an entry into what must be printed now: nothing is taken back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.core.chat import Card, Entry
from bot.platforms.terminal.buttons import button_line
from bot.platforms.terminal.harmless import harmless
from bot.platforms.terminal.pieces import Kind, Piece


@dataclass
class _Shown:
    """What was printed of an entry. `first` are the lines of its card when it began to stream."""

    done: bool = False
    title: str = ""
    reasoning: str = ""
    text: str = ""
    first: tuple[str, ...] | None = None
    lines: Counter[str] = field(default_factory=Counter)
    feet: dict[Kind, str] = field(default_factory=dict)


class Screen:
    """Remembers what was printed of each entry.

    While an entry streams, a line of its card is printed once it is another than when the stream
    began: a checklist prints its verdicts as they come, and not what waits for one. When the text
    begins, the rest of the card goes before it; what changes later comes at the end.
    """

    def __init__(self) -> None:
        self._shown: dict[str, _Shown] = {}
        self._last = ""

    def see(self, entry: Entry) -> list[Piece]:
        """What must be printed now that the entry stands like this, each version seen once."""
        shown = self._shown.get(entry.id)
        if shown is None or (shown.done and entry.streaming):
            shown = self._shown[entry.id] = _Shown()
        if entry.said_by is not None:
            pieces = self._foot("said", entry.text, shown)
        else:
            pieces = self._card(entry, entry.card or Card(), shown)
        shown.done = not entry.streaming
        if all(piece.kind == "end" for piece in pieces):
            return pieces
        titled = pieces[0].kind == "title"
        elsewhere = self._last != entry.id
        self._last = entry.id
        if elsewhere and not titled and shown.title:
            pieces.insert(0, Piece("title", shown.title))
        return [Piece("gap"), *pieces] if elsewhere or titled else pieces

    def interrupt(self) -> None:
        """Something else was printed: what comes next begins anew, under its title."""
        self._last = ""

    def _card(self, entry: Entry, card: Card, shown: _Shown) -> list[Piece]:
        title = [Piece("title", card.title)] if card.title not in ("", shown.title) else []
        shown.title = card.title
        begun = bool(shown.text)
        goes_on = not shown.done and (begun or bool(shown.lines))
        reasoning, shown.reasoning = _grown("reasoning", shown.reasoning, entry.reasoning)
        if goes_on and not begun:
            reasoning = _apart(reasoning)
        text, shown.text = _grown("text", shown.text, entry.text)
        body = tuple(card.body.split("\n")) if card.body else ()
        if not entry.streaming:
            lines = _lines(body, shown)
            lines = _apart(lines) if goes_on else lines
            end = [Piece("end")] if shown.text or shown.reasoning else []
            ordered = [*text, *end, *lines] if begun else [*lines, *_apart(text), *end]
            feet = self._feet(card, shown)
            return [*title, *reasoning, *ordered, *(_apart(feet) if goes_on or text else feet)]
        if begun:
            return [*title, *reasoning, *text]
        if shown.first is None and body:
            shown.first = body
        waiting = () if text else shown.first or ()
        lines = _lines([line for line in body if line not in waiting], shown)
        lines = _apart(lines) if goes_on and text else lines
        return [*title, *reasoning, *lines, *_apart(text)]

    def _feet(self, card: Card, shown: _Shown) -> list[Piece]:
        """What stands below the body, printed once the entry is whole; again where it changed."""
        told = f"@{card.tells.name}" if card.tells else ""
        colon = "：" if card.language == "zh" else ": "
        facts = "\n".join(f"{one.name}{colon}{one.value}" for one in card.fields)
        spoiler = f"**{card.spoiler_title}**\n\n{card.spoiler}" if card.spoiler else ""
        return [
            *self._foot("facts", facts, shown),
            *self._foot("spoiler", spoiler, shown),
            *self._foot("note", "\n".join(filter(None, (card.note, told))), shown),
            *self._foot("buttons", button_line(card.buttons), shown),
        ]

    def _foot(self, kind: Kind, text: str, shown: _Shown) -> list[Piece]:
        changed = text and text != shown.feet.get(kind)
        shown.feet[kind] = text
        return [Piece(kind, text)] if changed else []


def _grown(kind: Kind, before: str, now: str) -> tuple[list[Piece], str]:
    """What to print of a text that grew (all of it, if it was replaced), and how it stands."""
    clean = harmless(now)
    if clean == before:
        return [], before
    if clean.startswith(before):
        return [Piece(kind, clean[len(before) :])], clean
    return [Piece("end"), *([Piece(kind, clean)] if clean else [])], clean


def _apart(pieces: list[Piece]) -> list[Piece]:
    return [Piece("gap"), *pieces] if pieces else []


def _lines(lines: Sequence[str], shown: _Shown) -> list[Piece]:
    """The lines that were not printed yet, without the gaps that printed ones leave."""
    left = Counter(shown.lines)
    fresh = []
    for line in lines:
        if line.strip() and left[line] > 0:
            left[line] -= 1
        else:
            fresh.append(line)
    shown.lines.update(line for line in fresh if line.strip())
    if len(fresh) < len(lines):
        fresh = [
            one
            for blank, run in groupby(fresh, key=lambda line: not line.strip())
            for one in ([""] if blank else run)
        ]
    text = "\n".join(fresh).strip("\n")
    return [Piece("body", text)] if text.strip() else []
