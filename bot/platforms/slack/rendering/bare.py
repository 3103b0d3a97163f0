"""Messages whose blocks Slack does not take: what is left of them."""

from typing import Any

from bot.platforms.slack.rendering.pieces import section
from bot.typography.splitting import clipped

Payload = dict[str, Any]


def undrawn(payload: Payload) -> Payload:
    """The same with the words of its pictures in their place."""
    blocks = payload.get("blocks") or ()
    return payload | {"blocks": [_said(one) if one["type"] == "image" else one for one in blocks]}


def bare(payload: Payload) -> Payload:
    """The same without blocks: their words alone."""
    blocks = payload.get("blocks") or ()
    said = "\n".join(filter(None, (_words(one) for one in blocks))) or payload.get("text", "")
    return payload | {"blocks": [], "text": clipped(escaped(said), 39_000)}


def escaped(words: str) -> str:
    """Words for where Slack reads markup: nothing in them is a mention or a link (S24)."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _said(image: Payload) -> Payload:
    words = section([{"type": "text", "text": image["alt_text"]}])
    return {"type": "rich_text", "elements": [words.element]}


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
