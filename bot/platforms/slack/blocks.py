"""Cards, and text that grows under them, as messages of Slack's blocks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core import actions
from bot.core.chat import Button, Card, Field
from bot.core.pictures import Drawing
from bot.platforms.slack.rendering import rich
from bot.platforms.slack.rendering.inlines import Element, neutral
from bot.platforms.slack.rendering.parting import parted
from bot.platforms.slack.rendering.rich import Piece
from bot.typography.seen import seen
from bot.typography.splitting import clipped, size

Payload = dict[str, Any]
Block = dict[str, Any]

HEAVIEST, BLOCKS = 9000, 45
"""What a message may weigh (characters, and something for each element), and its blocks: Slack
takes 50 of them, and about 13,000 characters, counted in a way that it does not tell (S11, S13)."""

_HEADER, _LABEL, _CONTEXT, _FALLBACK, _ALT = 150, 75, 2900, 3900, 1900
_ROW = 5
"""Buttons that stand beside each other."""
_NARROW = 30
"""Characters of a field that stands beside others."""
_THOUGHTS = 600
"""How much of the end of a model's reasoning is shown while nothing else has come."""
_WORTH = HEAVIEST // 4
"""What must be left of a message for a piece that does not fit to begin in it."""
_STYLES = ("primary", "danger")


Drawn = Mapping[Drawing, str]
"""The pictures that there are, by Slack's id of the file."""
_NOTHING: Drawn = {}


def messages(card: Card, *, private: bool = False, drawn: Drawn = _NOTHING) -> list[Payload]:
    """The messages of a card, one at least: `text` and `blocks`. A card that is too long goes on in
    further ones, and its buttons stand under the last.

    What a reader must open stands in none of them but where it is `private`: Slack hides nothing.
    """
    made = growing(card, "", "", private=private, drawn=drawn)
    return made or [_Page([_section("…")]).payload]


def growing(
    card: Card | None,
    reasoning: str,
    text: str,
    *,
    private: bool = False,
    drawn: Drawn = _NOTHING,
) -> list[Payload]:
    """The messages of a stream as far as it has come: the card, and the text under it. The end of
    the reasoning is shown as long as there is no text. Of nothing there are none.

    What is `drawn` is shown as a picture and not said in words.
    """
    pages = _Pages()
    for one in _parts(card, reasoning, text, private):
        picture = drawn.get(one.drawing) if isinstance(one, Piece) and one.drawing else None
        if picture and isinstance(one, Piece):
            pages.add(_Image(picture, clipped(one.alt, _ALT)))
        elif not isinstance(one, Piece) or one.kind != "picture":
            pages.add(one)
    pages.add_buttons(card.buttons if card else ())
    return [page.payload for page in pages.pages if page.parts or page.rows]


def wanted(card: Card | None, text: str = "", *, private: bool = False) -> dict[Drawing, str]:
    """What of a card and the text under it would better be drawn, with its alt text."""
    parts = _parts(card, "", text, private)
    return {one.drawing: one.alt for one in parts if isinstance(one, Piece) and one.drawing}


def buttons(offered: Sequence[Button]) -> list[Block]:
    """Rows of buttons. One whose action no platform carries, or that is there already, is left
    out."""
    fitting = {one.action: one for one in reversed(offered) if one.action}
    made = [_button(one) for one in reversed(fitting.values()) if actions.fits(one.action)]
    rows = [made[at : at + _ROW] for at in range(0, len(made), _ROW)]
    return [{"type": "actions", "elements": row} for row in rows]


def opinion(attempt: str, useful: str, useless: str) -> Block:
    """Slack's own buttons to say whether feedback was of use (S16)."""
    element: Block = {"type": "feedback_buttons", "action_id": f"rate:{attempt}"}
    for name, label, value in (
        ("positive_button", useful, "useful"),
        ("negative_button", useless, "useless"),
    ):
        words = clipped(" ".join(label.split()), _LABEL)
        button: Block = {"text": {"type": "plain_text", "text": words}}
        element[name] = button | {"value": f"rate:{attempt}:{value}"}
    return {"type": "context_actions", "elements": [element]}


def undrawn(payload: Payload) -> Payload:
    """The same with the words of its pictures in their place."""
    said = [
        {"type": "rich_text", "elements": [_section(one["alt_text"]).element]}
        if one["type"] == "image"
        else one
        for one in payload.get("blocks") or ()
    ]
    return payload | {"blocks": said}


def bare(payload: Payload) -> Payload:
    """The same without blocks: their words alone."""
    blocks = payload.get("blocks") or ()
    said = "\n".join(filter(None, (_words(one) for one in blocks))) or payload.get("text", "")
    return payload | {"blocks": [], "text": clipped(escaped(said), 39_000)}


def escaped(words: str) -> str:
    """Words for where Slack reads markup: nothing in them is a mention or a link (S24)."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True, slots=True)
class _Small:
    """Small print."""

    words: str

    @property
    def weight(self) -> int:
        return size(self.words) + 30

    @property
    def block(self) -> Block:
        return {"type": "context", "elements": [_plain(self.words)]}


@dataclass(frozen=True, slots=True)
class _Title:
    """The head of a card."""

    words: str

    @property
    def weight(self) -> int:
        return size(self.words) + 30

    @property
    def block(self) -> Block:
        return {"type": "header", "text": _plain(self.words)}


@dataclass(frozen=True, slots=True)
class _Image:
    """A picture; its words are its alt text."""

    file: str
    words: str

    @property
    def weight(self) -> int:
        return size(self.words) + 60

    @property
    def block(self) -> Block:
        return {"type": "image", "slack_file": {"id": self.file}, "alt_text": self.words or "…"}


_Part = Piece | _Small | _Title | _Image


def _parts(card: Card | None, reasoning: str, text: str, private: bool) -> Iterator[_Part]:
    if card:
        yield from _title(rich.line(card.title))
        yield from rich.read(card.body, card.beside)
        yield from _fields(card.fields)
        if private and card.spoiler.strip():
            if title := rich.line(card.spoiler_title):
                yield rich.section(rich.inline(title, bold=True), bold=True)
            yield from rich.read(card.spoiler, card.beside)
        yield from _small(rich.line(card.note))
    said = rich.read(text)
    yield from said
    if reasoning.strip() and not said:
        yield from _small(f"💭 {' '.join(neutral(seen(reasoning[-_THOUGHTS:])).split())}")


def _title(words: str) -> Iterator[_Part]:
    if not words:
        return
    if size(words) <= _HEADER:
        yield _Title(words)
    else:
        yield rich.section(rich.inline(words, bold=True), bold=True)


def _small(words: str) -> Iterator[_Small]:
    while words:
        piece = clipped(words, _CONTEXT)
        if piece == words:
            yield _Small(words)
            return
        end = piece.rstrip("…").rfind(" ", _CONTEXT // 2)
        end = end if end > 0 else len(piece) - 1
        yield _Small(words[:end].rstrip())
        words = words[end:].lstrip()


def _fields(fields: Sequence[Field]) -> Iterator[Piece]:
    """Short facts beside each other, long ones on lines of their own."""
    lines: list[list[Element]] = []
    beside = False
    for one in fields:
        value = rich.inline(one.value)
        name = rich.inline(one.name, bold=True)
        shown = [*name, *([{"type": "text", "text": " "}] if name and value else []), *value]
        if not shown:
            continue
        narrow = len(one.name) + len(one.value) <= _NARROW
        if narrow and beside:
            lines[-1] += [{"type": "text", "text": "  ·  "}, *shown]
        else:
            lines.append(shown)
        beside = narrow
    inside: list[Element] = []
    for line in lines:
        inside += [{"type": "text", "text": "\n"}, *line] if inside else line
    if inside:
        yield rich.section(inside)


@dataclass
class _Page:
    """One message as it is filled."""

    parts: list[_Part] = field(default_factory=list)
    rows: list[Block] = field(default_factory=list)

    @property
    def room(self) -> int:
        """What it may still take up."""
        return HEAVIEST - sum(one.weight for one in self.parts)

    @property
    def has_table(self) -> bool:
        return any(isinstance(one, Piece) and one.kind == "table" for one in self.parts)

    @property
    def payload(self) -> Payload:
        blocks = [_block(one) for one in self.parts]
        said = [one.said if isinstance(one, Piece) else one.words for one in self.parts]
        words = clipped("\n".join(said), _FALLBACK) or "…"
        return {"text": escaped(words), "blocks": blocks + self.rows}


@dataclass
class _Pages:
    """The messages as they are filled, one after the other."""

    pages: list[_Page] = field(default_factory=lambda: [_Page()])

    def add(self, part: _Part) -> None:
        """Say a part where there is room; go on in further messages where there is none."""
        page = self.pages[-1]
        crowded = len(page.parts) >= BLOCKS - _ROW
        if page.has_table and isinstance(part, Piece) and part.kind == "table":
            part = part.instead or part
        small_rest = part.weight > page.room and page.room < _WORTH
        if page.parts and (crowded or small_rest):
            self._turn()
        room = self.pages[-1].room
        pieces: Iterable[_Part] = [part]
        if isinstance(part, Piece) and part.kind not in ("table", "rule"):
            pieces = parted(part, room if room >= _WORTH else HEAVIEST)
        for one in pieces:
            if one.weight > self.pages[-1].room and self.pages[-1].parts:
                self._turn()
            self.pages[-1].parts.append(one)

    def _turn(self) -> None:
        """Begin the next message; a heading goes with what it stands above."""
        last = self.pages[-1].parts
        moved: list[_Part] = []
        if len(last) > 1 and isinstance(last[-1], Piece) and last[-1].bold:
            moved.append(last.pop())
        self.pages.append(_Page(moved))

    def add_buttons(self, offered: Sequence[Button]) -> None:
        """Rows of buttons under the last message, and in further ones where it is full."""
        for row in buttons(offered):
            page = self.pages[-1]
            if len(page.parts) + len(page.rows) >= BLOCKS:
                self.pages.append(_Page())
            self.pages[-1].rows.append(row)


def _block(part: _Part) -> Block:
    if not isinstance(part, Piece):
        return part.block
    if part.kind in ("table", "rule"):
        return part.element
    return {"type": "rich_text", "elements": [part.element]}


def _section(words: str) -> Piece:
    return rich.section([{"type": "text", "text": words}])


def _button(one: Button) -> Block:
    label = clipped(" ".join(neutral(seen(one.label)).split()), _LABEL)
    made: Block = {"type": "button", "text": _plain(label or "…")}
    made |= {"action_id": one.action, "value": one.action}
    return made | ({"style": one.style} if one.style in _STYLES else {})


def _plain(words: str) -> Block:
    return {"type": "plain_text", "text": words, "emoji": True}


def _words(part: Any) -> str:
    """The words of a block, but not those of its buttons."""
    if isinstance(part, list):
        return "\n".join(filter(None, map(_words, part)))
    if not isinstance(part, dict) or part.get("type") in ("actions", "context_actions"):
        return ""
    if isinstance(part.get("text"), str):
        return str(part["text"])
    inner = part.get("elements") or part.get("rows") or part.get("text") or ()
    if str(part.get("type")).startswith("rich_text_") and part.get("type") != "rich_text_list":
        return "".join(_words(one) for one in inner)
    return _words(inner)
