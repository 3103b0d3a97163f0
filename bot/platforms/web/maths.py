"""LaTeX between dollars as MathML, which browsers draw by themselves."""

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_INLINE = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"))
_BLOCK = {"$$": "$$", "\\[": "\\]"}
_LONGEST = 2000
_TALLEST = 60
_MACROS = re.compile(r"\\(?:(?:re|provide)?new|(?:re|provide)command|[egx]?def\b|let\b|Declare)")
_AMOUNT = re.compile(r"\d[^\\^_={}<>+*/|]*\s[^\\^_={}<>+*/|]*")
_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts"
        " mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder"
        " munderover none",
    )
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"\w+",
        "accent accentunder columnalign columnlines columnspacing depth display displaystyle"
        " fence form height linethickness lspace mathcolor mathsize mathvariant maxsize minsize"
        " movablelimits notation rowlines rowspacing rspace scriptlevel separator stretchy"
        " symmetric voffset width",
    )
)
_HARMLESS = re.compile(r"[\w#.%+\- ]*")


def install(parser: MarkdownIt) -> None:
    r"""Teach a parser `$…$`, `$$…$$`, `\(…\)` and, at the start of a line, `\[…\]`.

    The dollar rule is Pandoc's (no space inside the dollars, no digit behind the last), and an
    amount of money with words behind it is left alone.
    """
    parser.inline.ruler.before("escape", "maths", _inline)
    others = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "maths_block", _block, {"alt": others})
    parser.add_render_rule("maths", _in_line)
    parser.add_render_rule("maths_block", _on_its_own)


@lru_cache(maxsize=512)
def formula(latex: str, *, display: bool = False) -> str:
    """The MathML of a formula; where it cannot be read, its source as code."""
    try:
        return _written(_read(latex, "block" if display else "inline"))
    except ValueError:
        return f'<code class="latex">{html.escape(latex)}</code>'


def _read(latex: str, display: str) -> Element:
    if len(latex) > _LONGEST or _MACROS.search(latex):  # macros could grow without bounds
        raise ValueError("too long a formula, or one that defines its own commands")
    from latex2mathml.converter import convert_to_element

    try:
        return convert_to_element(latex, display=display)
    except (Exception, RecursionError) as error:  # its parser raises whatever it stumbles over
        raise ValueError("not LaTeX") from error


def _written(element: Element) -> str:
    """The element as text, with no other elements and attributes than MathML's harmless ones."""
    text = html.unescape(element.text or "")
    if element.tag not in _ELEMENTS or text.startswith("\\"):
        raise ValueError("an unknown command")
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _HARMLESS.fullmatch(value)
    )
    inside = html.escape(text) + "".join(_written(child) for child in element)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _in_line(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    return formula(tokens[at].content)


def _on_its_own(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    return f'<div class="formula">{formula(tokens[at].content, display=True)}</div>\n'


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    pair = next((one for one in _INLINE if source.startswith(one[0], start)), None)
    if pair is None or (pair[0] == "$" and re.match(r"[A-Za-z0-9]", source[start - 1 : start])):
        return False
    inside = start + len(pair[0])
    end = _closing(source, inside, state.posMax, pair[1])
    latex = source[inside:end] if end > 0 else ""
    if not latex.strip() or "`" in latex:
        return False
    if pair[0] == "$" and (
        latex != latex.strip()
        or source[end + 1 : end + 2].isdigit()
        or _AMOUNT.fullmatch(latex) is not None
    ):
        return False
    if not silent:
        state.push("maths", "", 0).content = latex.strip()
    state.pos = end + len(pair[1])
    return True


def _closing(source: str, start: int, end: int, closing: str) -> int:
    at = source.find(closing, start, end)
    while at > 0 and closing[0] == "$" and (at - len(source[:at].rstrip("\\"))) % 2:
        at = source.find(closing, at + 1, end)
    return at


def _block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]].strip()
    closing = _BLOCK.get(line[:2])
    if closing is None or state.is_code_block(first):
        return False
    last, found = first, line[2:]
    while closing not in found:
        last += 1
        if last >= min(end, first + _TALLEST) or state.sCount[last] < state.blkIndent:
            return False
        found = state.getLines(last, last + 1, state.blkIndent, False)
    if not found.rstrip().endswith(closing) or found.count(closing) > 1:
        return False
    if not silent:
        token = state.push("maths_block", "", 0)
        source = state.getLines(first, last + 1, state.blkIndent, False).strip()
        token.content, token.map = source[2:-2].strip(), [first, last + 1]
    state.line = last + 1
    return True
