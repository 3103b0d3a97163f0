r"""Finds formulas in Markdown: `$…$`, `$$…$$`, `\(…\)` and, on lines of their own, `\[…\]`."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_INLINE = (
    re.compile(r"\$\$(?P<latex>[^$`]+)\$\$"),
    re.compile(r"\$(?P<latex>[^\s$`](?:(?:\\.|[^$`\\])*(?:\\.|[^\s$`\\]))?)\$(?!\d)", re.DOTALL),
    re.compile(r"\\\((?P<latex>[^`]+?)\\\)", re.DOTALL),
)
_BLOCK = re.compile(r"(?:\$\$(?P<dollars>[^$]+)\$\$|\\\[(?P<brackets>.+?)\\\])\s*", re.DOTALL)
_AMOUNT = re.compile(r"\d[^\\^_={}<>+*/|]*\s[^\\^_={}<>+*/|]*")
_TALLEST = 60
"""Lines of one formula."""


def install(parser: MarkdownIt) -> None:
    """Teach a parser formulas: tokens `maths` and `maths_block`, with the LaTeX as their content.

    The dollar rule is Pandoc's (no space inside the dollars, no digit behind the last), and an
    amount of money with words behind it is left alone.
    """
    parser.inline.ruler.before("escape", "maths", _inline)
    others = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "maths_block", _block, {"alt": others})


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    before = state.src[state.pos - 1 : state.pos]
    found = next(
        (m for one in _INLINE if (m := one.match(state.src, state.pos, state.posMax))), None
    )
    if found is None or not (latex := found["latex"].strip()):
        return False
    is_single = found[0][0] == "$" and found[0][1] != "$"
    if is_single and ((before.isalnum() and before.isascii()) or _AMOUNT.fullmatch(latex)):
        return False
    if not silent:
        state.push("maths", "", 0).content = latex
    state.pos = found.end()
    return True


def _block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    start = state.bMarks[first] + state.tShift[first]
    if state.src[start : start + 2] not in ("$$", "\\[") or state.is_code_block(first):
        return False
    last = first
    while last < min(end, first + _TALLEST) and (
        last == first or state.sCount[last] >= state.blkIndent
    ):
        source = state.getLines(first, last + 1, state.blkIndent, False).strip()
        last += 1
        if found := _BLOCK.fullmatch(source):
            if not silent:
                token = state.push("maths_block", "", 0)
                token.content = (found["dollars"] or found["brackets"]).strip()
                token.map = [first, last]
            state.line = last
            return True
    return False
