"""Cards, and text that grows under them, as messages of Discord's components."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core import actions
from bot.core.chat import Button, Card, Field
from bot.platforms.discord.harmless import seen
from bot.platforms.discord.markdown import blocks, line
from bot.platforms.discord.splitting import clipped, size, split

Payload = dict[str, Any]

TEXT, COMPONENTS = 4000, 40
"""Characters in all texts of a message, and its components, those in others included."""

_ROW = 5
_LABEL = 80
_NARROW = 30
"""Characters of a field that stands beside others."""
_THOUGHTS = 600
"""How much of the end of a model's reasoning is shown while nothing else has come."""
_WORTH = TEXT // 3
"""Characters that must be left in a message for a text that does not fit to begin in it."""
_COLOUR = 0x4F7CFF
_V2 = 1 << 15
_ACTION_ROW, _BUTTON, _TEXT, _CONTAINER = 1, 2, 10, 17
_STYLES = {"primary": 1, "plain": 2, "danger": 4}

Kind = Literal["card", "spoiler", "text"]
"""Where a text stands: in the frame of a card, in one that a reader must open, or in none."""


def messages(card: Card) -> list[Payload]:
    """The messages of a card, one at least: a card that is too long goes on in further ones, and
    its buttons stand under the last.

    What a reader must open is a frame of its own that Discord hides: no Markdown breaks out of it.
    """
    return growing(card, "", "") or [_payload([_shown("…")])]


def growing(card: Card | None, reasoning: str, text: str) -> list[Payload]:
    """The messages of a stream as far as it has come: the card, and the text under it. The end of
    the reasoning is shown as long as there is no text. Of nothing there are none.
    """
    pages = _Pages()
    for kind, content in _parts(card, reasoning, text):
        pages.add(kind, content)
    pages.add_buttons(card.buttons if card else ())
    return [page.payload for page in pages.pages if page.texts or page.rows]


def _parts(card: Card | None, reasoning: str, text: str) -> Iterator[tuple[Kind, str]]:
    if card:
        title = line(card.title)
        head = [f"## {title}" if title else "", blocks(card.body)]
        yield "card", "\n".join(filter(None, head))
        yield "card", "\n".join(_fields(card.fields))
        spoiler = blocks(card.spoiler)
        yield "card", _bold(line(card.spoiler_title)) if spoiler else ""
        yield "spoiler", spoiler
        note = line(card.note)
        yield "text", f"-# {note}" if note else ""
    said = blocks(text)
    yield "text", said
    if reasoning.strip() and not said:
        thought = " ".join(reasoning[-_THOUGHTS:].split())
        yield "text", f"-# 💭 {line(thought)}"


def _fields(fields: Sequence[Field]) -> Iterator[str]:
    """Short facts beside each other, long ones on lines of their own."""
    beside: list[str] = []
    for one in fields:
        name, value = line(one.name), line(one.value)
        shown = " ".join(filter(None, (_bold(name), value)))
        if len(one.name) + len(one.value) <= _NARROW:
            beside.append(shown)
        else:
            yield from filter(None, (" · ".join(filter(None, beside)), shown))
            beside = []
    yield from filter(None, [" · ".join(filter(None, beside))])


def _bold(text: str) -> str:
    return f"**{text}**" if text and "*" not in text else text


@dataclass
class _Page:
    """One message as it is filled."""

    texts: list[tuple[Kind, str]] = field(default_factory=list)
    rows: list[list[Payload]] = field(default_factory=list)

    @property
    def room(self) -> int:
        """Characters that still fit."""
        return TEXT - sum(size(text) for _, text in self.texts)

    @property
    def components(self) -> list[Payload]:
        """Texts of one frame that follow each other stand in it together."""
        made: list[Payload] = []
        before: Kind = "text"
        for kind, text in self.texts:
            if kind == "text":
                made.append(_shown(text))
            elif kind == before:
                made[-1]["components"].append(_shown(text))
            else:
                made.append(_frame(kind, text))
            before = kind
        return made + [{"type": _ACTION_ROW, "components": row} for row in self.rows]

    @property
    def payload(self) -> Payload:
        return _payload(self.components)


@dataclass
class _Pages:
    """The messages as they are filled, one after the other."""

    pages: list[_Page] = field(default_factory=lambda: [_Page()])

    def add(self, kind: Kind, text: str) -> None:
        """Say a text where there is room, and go on in further messages where it does not fit."""
        if not text.strip():
            return
        room = self.pages[-1].room
        if size(text) > room and room < _WORTH:
            self.pages.append(_Page())
            room = TEXT
        for number, part in enumerate(split(text, TEXT, room if room >= _WORTH else None)):
            if number:
                self.pages.append(_Page())
            self.pages[-1].texts.append((kind, part))

    def add_buttons(self, buttons: Sequence[Button]) -> None:
        """Rows of five under the last message, and in further ones where it is full. A button
        whose action Discord cannot carry, or that is there already, is left out."""
        fitting = {one.action: one for one in reversed(buttons) if _carries(one.action)}
        made = [_button(one) for one in reversed(fitting.values())]
        for at in range(0, len(made), _ROW):
            row = made[at : at + _ROW]
            if _count(self.pages[-1].components) + 1 + len(row) > COMPONENTS:
                self.pages.append(_Page())
            self.pages[-1].rows.append(row)


def _carries(action: str) -> bool:
    return bool(action) and actions.fits(action) and size(action) <= actions.LONGEST


def _count(components: Sequence[Payload]) -> int:
    return sum(1 + _count(one.get("components", ())) for one in components)


def _button(one: Button) -> Payload:
    label = clipped(" ".join(seen(one.label).split()), _LABEL)
    style = _STYLES[one.style]
    return {"type": _BUTTON, "style": style, "label": label or "…", "custom_id": one.action}


def _shown(text: str) -> Payload:
    return {"type": _TEXT, "content": text}


def _frame(kind: Kind, text: str) -> Payload:
    how: Payload = {"spoiler": True} if kind == "spoiler" else {"accent_color": _COLOUR}
    return {"type": _CONTAINER, "components": [_shown(text)], **how}


def _payload(components: Sequence[Payload]) -> Payload:
    return {"flags": _V2, "components": list(components), "allowed_mentions": {"parse": []}}
