"""Cards, and text that grows under them, as messages of Discord's components."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rich.cells import cell_len

from bot.core import actions
from bot.core.chat import Button, Card, Field, Group
from bot.core.pictures import Drawing, Figure, Picture
from bot.platforms.discord.rendering.markdown import line, read
from bot.platforms.discord.rendering.showing import ALT, Wanted
from bot.typography.seen import seen
from bot.typography.splitting import clipped, size, split

Payload = dict[str, Any]

TEXT, COMPONENTS = 4000, 40
"""Characters in all texts of a message, and its components, those in others included."""

FILES = "files"
"""Where a payload has the pictures that are sent beside it."""

_ROW = 5
_LABEL = 80
_CROWDED = 30
"""Components of a message that leave room for its buttons."""
_NARROW = 40
"""Columns of a telephone's line, in which short fields may stand beside each other; a Chinese
character takes two."""
_BETWEEN = " · "
_THOUGHTS = 600
"""How much of the end of a model's reasoning is shown while nothing else has come."""
_WORTH = TEXT // 3
"""Characters that must be left in a message for a text that does not fit to begin in it."""
_COLOUR = 0x4F7CFF
_V2 = 1 << 15
_ACTION_ROW, _BUTTON, _TEXT, _GALLERY, _CONTAINER = 1, 2, 10, 12, 17
_MOST_FILES = 10
_HEAVIEST = 20 * 1024 * 1024
"""Bytes of the files of a message; Discord takes 10 MiB each."""
_STYLES = {"primary": 1, "plain": 2, "danger": 4}

Kind = Literal["card", "spoiler", "text"]
"""Where a text stands: in the frame of a card, in one that a reader must open, or in none."""

Drawn = Mapping[Drawing, Picture]
"""The pictures that there are."""

_NOTHING: Drawn = {}


def messages(card: Card, drawn: Drawn = _NOTHING) -> list[Payload]:
    """The messages of a card, one at least: a card that is too long goes on in further ones, and
    its buttons stand under the last.

    What a reader must open is a frame of its own that Discord hides: no Markdown breaks out of it.
    """
    return growing(card, "", "", drawn) or [_payload([_shown("…")])]


def growing(card: Card | None, reasoning: str, text: str, drawn: Drawn = _NOTHING) -> list[Payload]:
    """The messages of a stream as far as it has come: the card, and the text under it. The end of
    the reasoning is shown as long as there is no text. Of nothing there are none.

    What is `drawn` is shown as a picture and not said in words.
    """
    pages = _Pages(drawn)
    if card and card.tells:
        pages.call(card.tells)
    for kind, piece in _parts(card, reasoning, text, frozenset(drawn)):
        pages.add(kind, piece)
    pages.add_buttons(card.buttons if card else ())
    return [page.payload for page in pages.pages if page.pieces or page.rows]


def wanted(card: Card | None, text: str = "") -> Iterator[tuple[Drawing, str]]:
    """What of a card and the text under it would better be drawn, with its alt text."""
    if card and card.figure:
        yield card.figure.drawing, clipped(card.figure.alt, ALT)
    beside = card.beside if card else ""
    said = [(card.body, beside), (card.spoiler, beside)] if card else []
    for one, its_file in (*said, (text, "")):
        for wish in read(one, its_file).wanted:
            if not isinstance(wish.what, str):
                yield wish.what, wish.alt


def _parts(
    card: Card | None, reasoning: str, text: str, shown: frozenset[Drawing]
) -> Iterator[tuple[Kind, str | Wanted]]:
    if card:
        title = line(card.title)
        body = read(card.body, card.beside, shown).pieces
        head = [f"## {title}" if title else ""]
        if body and isinstance(body[0], str):
            head.append(body.pop(0))  # type: ignore[arg-type]  # it is a string
        yield "card", "\n".join(filter(None, head))
        yield from (("card", one) for one in body)
        yield from _figure(card.figure, shown)
        yield "card", "\n".join(_fields(card.fields))
        spoiler = read(card.spoiler, card.beside, shown).pieces
        yield "card", _bold(line(card.spoiler_title)) if spoiler else ""
        yield from (("spoiler", one) for one in spoiler)
        note = line(card.note)
        yield "text", f"-# {note}" if note else ""
    said = read(text, "", shown).pieces
    yield from (("text", one) for one in said)
    if reasoning.strip() and not said:
        thought = " ".join(reasoning[-_THOUGHTS:].split())
        yield "text", f"-# 💭 {line(thought)}"


def _figure(
    figure: Figure | None, shown: frozenset[Drawing]
) -> Iterator[tuple[Kind, str | Wanted]]:
    if figure and figure.drawing in shown:
        yield "card", Wanted(figure.drawing, clipped(figure.alt, ALT))
    elif figure:
        yield from (("card", one) for one in read(figure.table).pieces)


def _fields(fields: Sequence[Field]) -> Iterator[str]:
    """Short facts beside each other, long ones on lines of their own."""
    beside: list[str] = []
    taken = 0
    for one in fields:
        shown = " ".join(filter(None, (_bold(line(one.name)), line(one.value))))
        if not shown:
            continue
        width = cell_len(f"{one.name} {one.value}")
        together = taken + len(_BETWEEN) + width
        if beside and together > _NARROW:
            yield _BETWEEN.join(beside)
            beside = []
        taken = together if beside else width
        beside.append(shown)
    if beside:
        yield _BETWEEN.join(beside)


def _bold(text: str) -> str:
    return f"**{text}**" if text and "*" not in text else text


@dataclass(frozen=True, slots=True)
class _Image:
    """An image: a file that is sent with the message, or an address."""

    source: Picture | str
    alt: str

    @property
    def component(self) -> Payload:
        url = self.source if isinstance(self.source, str) else f"attachment://{self.source.name}"
        item = {"media": {"url": url}, "description": self.alt}
        return {"type": _GALLERY, "items": [item]}


@dataclass
class _Page:
    """One message as it is filled."""

    pieces: list[tuple[Kind, str | _Image]] = field(default_factory=list)
    rows: list[list[Payload]] = field(default_factory=list)
    called: str = ""

    @property
    def room(self) -> int:
        """Characters that still fit."""
        return TEXT - sum(size(one) for _, one in self.pieces if isinstance(one, str))

    @property
    def files(self) -> list[Picture]:
        """The pictures that are sent with it, each once."""
        sources = [one.source for _, one in self.pieces if isinstance(one, _Image)]
        named = {one.name: one for one in sources if isinstance(one, Picture)}
        return list(named.values())

    @property
    def components(self) -> list[Payload]:
        """What stands in one frame and follows each other stands in it together."""
        made: list[Payload] = []
        before: Kind = "text"
        for kind, piece in self.pieces:
            shown = piece.component if isinstance(piece, _Image) else _shown(piece)
            if kind == "text":
                made.append(shown)
            elif kind == before:
                made[-1]["components"].append(shown)
            else:
                made.append(_frame(kind, shown))
            before = kind
        return made + [{"type": _ACTION_ROW, "components": row} for row in self.rows]

    @property
    def payload(self) -> Payload:
        return _payload(self.components, self.files, self.called)


@dataclass
class _Pages:
    """The messages as they are filled, one after the other."""

    drawn: Drawn
    pages: list[_Page] = field(default_factory=lambda: [_Page()])

    def add(self, kind: Kind, piece: str | Wanted) -> None:
        """Say a text, or show a picture, where there is room; go on in further messages where there
        is none."""
        if isinstance(piece, str):
            self._say(kind, piece)
        else:
            what = piece.what
            self._show(kind, _Image(what if isinstance(what, str) else self.drawn[what], piece.alt))

    def call(self, group: Group) -> None:
        """Begin with a mention of a role: the one thing that calls anybody."""
        if group.id.isascii() and group.id.isdecimal():
            self.pages[-1].pieces.append(("text", f"<@&{group.id}>"))
            self.pages[-1].called = group.id

    def _show(self, kind: Kind, image: _Image) -> None:
        page = self.pages[-1]
        files = [*page.files, image.source] if isinstance(image.source, Picture) else page.files
        weight = sum(len(one.data) for one in files)
        crowded = _count(page.components) + 2 > _CROWDED
        if len(files) > _MOST_FILES or (weight > _HEAVIEST and page.files) or crowded:
            self.pages.append(_Page())
        self.pages[-1].pieces.append((kind, image))

    def _say(self, kind: Kind, text: str) -> None:
        if not text.strip():
            return
        room = self.pages[-1].room
        if (size(text) > room and room < _WORTH) or _count(self.pages[-1].components) > _CROWDED:
            self.pages.append(_Page())
            room = TEXT
        for number, part in enumerate(split(text, TEXT, room if room >= _WORTH else None)):
            if number:
                self.pages.append(_Page())
            self.pages[-1].pieces.append((kind, part))

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


def _frame(kind: Kind, component: Payload) -> Payload:
    how: Payload = {"spoiler": True} if kind == "spoiler" else {"accent_color": _COLOUR}
    return {"type": _CONTAINER, "components": [component], **how}


def _payload(
    components: Sequence[Payload], files: Sequence[Picture] = (), called: str = ""
) -> Payload:
    payload: Payload = {
        "flags": _V2,
        "components": list(components),
        "allowed_mentions": {"parse": []} | ({"roles": [called]} if called else {}),
    }
    return payload | {FILES: list(files)} if files else payload
