"""An entry of the transcript as HTML: who said it when, and what."""

from html import escape

from bot.core.chat import Entry, Member
from bot.platforms.web import cards, markdown
from bot.platforms.web.cards import Words


def author(entry: Entry, me: Member, words: Words) -> str:
    """Whose name stands above an entry."""
    if entry.said_by is None:
        return words("web.coach")
    return words("web.you") if entry.said_by == me else entry.said_by.name or entry.said_by.id


def is_command(entry: Entry) -> bool:
    """Whether a member typed a command here, rather than saying something."""
    return entry.said_by is not None and entry.text.startswith(("/", "／"))


def entry_html(entry: Entry, me: Member, words: Words, *, replies: int | None = None) -> str:
    """The HTML of an entry; with `replies`, a chip that opens its thread."""
    name = author(entry, me, words)
    if is_command(entry):
        who, line = f"<b>{escape(name)}</b>", f"<code>{escape(entry.text)}</code>"
        return f'<p class="used">{words("web.used", who=who, command=line)} {_time(entry)}</p>'
    badge = f'<span class="badge">{escape(words("web.badge"))}</span>' if not entry.said_by else ""
    private = f'<span class="private">{escape(words("web.only_you"))}</span>'
    head = (
        f'<header><span class="author">{escape(name)}</span>{badge}{_time(entry)}'
        f"{private if entry.only_to else ''}</header>"
    )
    avatar = f'<span class="avatar" aria-hidden="true">{_initial(entry, name)}</span>'
    said = _said(entry, words) + _chip(entry, words, replies)
    return f'{avatar}<div class="said">{head}{said}</div>'


def _said(entry: Entry, words: Words) -> str:
    parts = [cards.card(entry.card, words) if entry.card else ""]
    if entry.reasoning:
        title = escape(words("web.thinking" if _only_thinks(entry) else "web.thoughts"))
        parts.append(
            f'<details class="reasoning" data-testid="reasoning"><summary>{title}</summary>'
            f'<div class="body">{markdown.blocks(entry.reasoning)}</div></details>'
        )
    if entry.text:
        parts.append(
            f'<div class="text body" data-testid="text">{markdown.blocks(entry.text)}</div>'
        )
    elif entry.streaming:
        label = escape(words("web.writing"))
        parts.append(f'<p class="pulse" aria-label="{label}"><i></i><i></i><i></i></p>')
    if entry.card:
        parts.append(cards.buttons(entry.card))
    return "".join(parts)


def _only_thinks(entry: Entry) -> bool:
    return entry.streaming and not entry.text


def _chip(entry: Entry, words: Words, replies: int | None) -> str:
    if replies is None:
        return ""
    label = {0: "web.open_thread", 1: "web.open_thread_1"}.get(replies, "web.open_thread_many")
    return (
        f'<button type="button" class="chip" data-testid="open-thread"'
        f' data-thread="{escape(entry.id)}"><span class="icon i-thread"></span>'
        f"{escape(words(label, count=replies))}</button>"
    )


def _time(entry: Entry) -> str:
    return f'<time datetime="{entry.at.isoformat()}"></time>'


def _initial(entry: Entry, name: str) -> str:
    return escape(name[:1].upper()) if entry.said_by else '<span class="icon i-coach"></span>'
