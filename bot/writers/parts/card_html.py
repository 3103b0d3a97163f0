"""Markdown as the HTML of a card: formulas for MathJax, tags that only mark text, and no others."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_PAIRS = (("$$", "$$", True), ("$", "$", False), ("\\(", "\\)", False), ("\\[", "\\]", True))
_BLOCKS = {"$$": "$$", "\\[": "\\]"}
_TAG = re.compile(r"</?(?:mark|b|i|u|em|strong|sub|sup|kbd|br|details|summary)[ \t]*/?>", re.I)
_COMMAND = re.compile(r"\[(?=/?(?:latex|\$|sound:|anki:))", re.IGNORECASE)
_APART = re.compile("\x1f")
"""What parts the fields of a note."""

_LONGEST = 4000
_TALLEST = 60


def html(text: str) -> str:
    """The HTML of a text. Nothing in it is a script, or a command to Anki."""
    return _COMMAND.sub("&#91;", str(_parser().render(_APART.sub(" ", text))).strip())


def inline(text: str) -> str:
    """The HTML of a text of one line, without a paragraph around it."""
    return _COMMAND.sub("&#91;", str(_parser().renderInline(_APART.sub(" ", text))))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "maths", _inline)
    others = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "maths_block", _block, {"alt": others})
    for name in ("html_inline", "html_block"):
        parser.add_render_rule(name, _tags)
    for name in ("maths", "maths_block"):
        parser.add_render_rule(name, _formula)
    return parser


def _tags(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    """Tags without attributes that mark text; every other one is shown as it is written."""
    source = tokens[at].content
    done, reached = [], 0
    for match in _TAG.finditer(source):
        done += [escape(source[reached : match.start()], quote=False), match[0]]
        reached = match.end()
    return "".join([*done, escape(source[reached:], quote=False)])


def _formula(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    latex = escape(tokens[at].content.strip(), quote=False)
    if tokens[at].type == "maths_block":
        return f"<p>\\[{latex}\\]</p>\n"
    return f"\\[{latex}\\]" if tokens[at].info else f"\\({latex}\\)"


def _inline(state: StateInline, silent: bool) -> bool:
    """A formula within a line: Pandoc's rule for dollars (no space inside, no digit behind)."""
    for opening, closing, display in _PAIRS:
        if not state.src.startswith(opening, state.pos):
            continue
        start = state.pos + len(opening)
        end = state.src.find(closing, start, start + _LONGEST)
        while end > 0 and state.src[end - 1] == "\\" and closing[0] == "$":
            end = state.src.find(closing, end + 1, start + _LONGEST)
        latex = state.src[start:end] if end > 0 else ""
        if not latex.strip():
            continue
        behind = state.src[end + 1 : end + 2]
        if opening == "$" and (latex != latex.strip() or behind.isdigit() or "$" in behind):
            continue
        if not silent:
            token = state.push("maths", "", 0)
            token.content, token.info = latex, "display" if display else ""
        state.pos = end + len(closing)
        return True
    return False


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A formula that begins a line, and ends one at most some lines below."""
    begin = state.bMarks[first] + state.tShift[first]
    opening = state.src[begin : begin + 2]
    if opening not in _BLOCKS or state.is_code_block(first):
        return False
    for line in range(first, min(last, first + _TALLEST)):
        start = begin + 2 if line == first else state.bMarks[line]
        text = state.src[start : state.eMarks[line]].rstrip()
        if not text.strip() and line > first:
            return False
        if text.endswith(_BLOCKS[opening]) and (line > first or text.strip() != _BLOCKS[opening]):
            break
    else:
        return False
    if silent:
        return True
    token = state.push("maths_block", "", 0)
    whole = state.src[begin + 2 : state.eMarks[line]].rstrip()
    token.content = whole.removesuffix(_BLOCKS[opening])
    token.map = [first, line + 1]
    state.line = line + 1
    return True
