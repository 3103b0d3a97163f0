"""Reads Markdown of any hand: CommonMark with tables, formulas, highlights, and no HTML."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from bot.typography import dollars

WEB = re.compile(r"https?://[^/]", re.IGNORECASE)
"""How an address begins that leads somewhere."""
_RELATIVE = re.compile(r"(?![a-z][a-z0-9+.-]*:|[/\\#?])[^\\]+", re.IGNORECASE)
_TAG = re.compile(r"</?mark>|<br ?/?>", re.IGNORECASE)
_STRONG = re.compile(r"\*\*(?!\*)(?=\S)([^*\n`$\[\]\\<&]+)(?<=\S)\*\*(?!\*)")
_DEEPEST = 60


@cache
def parser() -> MarkdownIt:
    """The parser: its links and images lead to the web, or to a file beside the text."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    made.enable(["table", "strikethrough"])
    made.validateLink = lambda url: bool(  # type: ignore[method-assign]
        WEB.match(url) or _RELATIVE.fullmatch(url)
    )
    made.inline.ruler.before("autolink", "tag", _tag)
    made.inline.ruler.before("emphasis", "strong_beside_words", _strong)
    dollars.install(made)
    return made


def _tag(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        kind = "hardbreak" if found[0][1] in "bB" else "mark"
        state.push(kind, "", 0).content = found[0].casefold()
    state.pos = found.end()
    return True


def _strong(state: StateInline, silent: bool) -> bool:
    """`**核心：**内容` is strong to whoever writes it, although CommonMark wants a space there."""
    found = _STRONG.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    inside, before = found[1], state.src[state.pos - 1 : state.pos]
    opens_late = not inside[0].isalnum() and before.isalnum()
    closes_late = not inside[-1].isalnum() and state.src[found.end() : found.end() + 1].isalnum()
    if not (opens_late or closes_late):
        return False
    if not silent:
        state.push("strong_open", "strong", 1).markup = "**"
        state.push("text", "", 0).content = inside
        state.push("strong_close", "strong", -1).markup = "**"
    state.pos = found.end()
    return True
