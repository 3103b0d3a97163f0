"""A card as HTML: title, body, facts, what is hidden, small print; its buttons apart."""

from collections.abc import Callable
from html import escape

from bot.core.chat import Button, Card, Field
from bot.platforms.web import markdown, signs

Words = Callable[..., str]
"""`words(key, **facts)` is a sentence in the language of the page."""

_NARROW = 30
"""Characters of a value beyond which it has a row of its own."""


def card(shown: Card, words: Words) -> str:
    """The HTML of a card; its text is in the card's language, what the page adds in the page's."""
    parts = [
        shown.tells and f'<p class="note">@{escape(shown.tells.name)}</p>',
        shown.title and f'<h3 class="title">{markdown.line(shown.title)}</h3>',
        shown.body and f'<div class="body">{markdown.blocks(shown.body)}</div>',
        _fields(shown),
        _spoiler(shown, words),
        shown.note and f'<p class="note">{markdown.line(shown.note)}</p>',
    ]
    inside = "".join(part for part in parts if part)
    language = escape(shown.language)
    framed = f'<section class="card" lang="{language}" data-testid="card">{inside}</section>'
    return framed if inside else ""


def _fields(shown: Card) -> str:
    rows = "".join(_field(one) for one in shown.fields)
    return rows and f'<dl class="fields">{rows}</dl>'


def _field(one: Field) -> str:
    wide = ' class="wide"' if len(one.value) > _NARROW else ""
    name, value = markdown.line(one.name), markdown.line(one.value)
    return f"<div{wide}><dt>{name}</dt><dd>{value}</dd></div>"


def _spoiler(shown: Card, words: Words) -> str:
    if not shown.spoiler:
        return ""
    title = markdown.line(shown.spoiler_title) or escape(words("web.spoiler"))
    return (
        f'<details class="spoiler" data-testid="spoiler"><summary>{title}</summary>'
        f'<div class="body">{markdown.blocks(shown.spoiler)}</div></details>'
    )


def buttons(shown: Card) -> str:
    """The HTML of a card's buttons, which stand below all that is said with it."""
    language = escape(shown.language)
    row = "".join(_button(one) for one in shown.buttons)
    return row and f'<div class="actions" lang="{language}">{row}</div>'


def _button(one: Button) -> str:
    name = one.action.partition(":")[0]
    return (
        f'<button type="button" class="{one.style}" data-action="{escape(one.action)}"'
        f' data-testid="button-{escape(name)}">{signs.drawn(escape(one.label))}</button>'
    )
