"""Cards, and text that grows under them, as messages of Slack's blocks."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core import actions
from bot.core.chat import Button, Card
from bot.core.pictures import Drawing
from bot.platforms.slack.rendering.inlines import neutral
from bot.platforms.slack.rendering.pages import Page, Pages
from bot.platforms.slack.rendering.parts import Image, parts, plain_text, said
from bot.platforms.slack.rendering.pieces import Piece
from bot.typography.seen import seen
from bot.typography.splitting import clipped

Payload = dict[str, Any]
Block = dict[str, Any]

_LABEL, _ALT = 75, 1900
_ROW = 5
"""Buttons that stand beside each other."""
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
    return made or [Page([said("…")]).payload]


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
    pages = Pages()
    for one in parts(card, reasoning, text, private=private):
        picture = drawn.get(one.drawing) if isinstance(one, Piece) and one.drawing else None
        if picture and isinstance(one, Piece):
            pages.add(Image(picture, clipped(one.alt, _ALT)))
        elif not isinstance(one, Piece) or one.kind != "picture":
            pages.add(one)
    pages.add_rows(buttons(card.buttons) if card else ())
    return [page.payload for page in pages.pages if page.parts or page.rows]


def wanted(card: Card | None, text: str = "", *, private: bool = False) -> dict[Drawing, str]:
    """What of a card and the text under it would better be drawn, with its alt text."""
    found = parts(card, "", text, private=private)
    return {one.drawing: one.alt for one in found if isinstance(one, Piece) and one.drawing}


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


def _button(one: Button) -> Block:
    label = clipped(" ".join(neutral(seen(one.label)).split()), _LABEL)
    made: Block = {"type": "button", "text": plain_text(label or "…")}
    made |= {"action_id": one.action, "value": one.action}
    return made | ({"style": one.style} if one.style in _STYLES else {})
