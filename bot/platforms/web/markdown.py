"""Markdown as safe HTML: tags stay text, links show where they lead, pictures are not fetched."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from bot.platforms.web import fences, maths, signs

_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
"""Characters that turn the direction of text: what is shown could be read as something else."""

_WEB = re.compile(r"https?://[^/]", re.IGNORECASE)
_MARK = re.compile(r"</?mark>")


@lru_cache(maxsize=1024)
def blocks(text: str) -> str:
    """A text of paragraphs, lists, tables, code and formulas as HTML; a line break stays one."""
    return str(_parser().render(text.translate(_TURNING)))


@lru_cache(maxsize=1024)
def line(text: str) -> str:
    """A title, a value or small print as HTML: one line, no blocks."""
    return str(_parser().renderInline(text.translate(_TURNING)))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 40})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = lambda url: bool(_WEB.match(url))  # type: ignore[method-assign]
    parser.inline.ruler.before("autolink", "mark", _mark)
    parser.core.ruler.after("inline", "marks", _marks)
    parser.core.ruler.push("headings", _headings)
    maths.install(parser)
    parser.add_render_rule("text", _text)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("link_close", _link_close)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _fence)
    return parser


def _mark(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("mark", "mark", 0).content = found[0]
    state.pos = found.end()
    return True


def _marks(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = _paired(token.children)


def _paired(children: Sequence[Token]) -> list[Token]:
    """The tokens with every highlight opened and closed on one level, however its author closed it.

    A second `<mark>` closes like `</mark>`, a forgotten one lasts to the end, a stray one goes.
    """
    done: list[Token] = []
    level: int | None = None
    for token in children:
        if level is not None and token.level < level:
            done.append(Token("mark_close", "mark", -1))
            level = None
        if token.type != "mark":
            done.append(token)
        elif level is None and token.content == "<mark>":
            done.append(Token("mark_open", "mark", 1))
            level = token.level
        elif token.level == level:
            done.append(Token("mark_close", "mark", -1))
            level = None
    if level is not None:
        done.append(Token("mark_close", "mark", -1))
    return done


def _headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):  # below a card's own title
            token.tag = f"h{min(6, int(token.tag[1]) + 3)}"


def _text(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    return signs.drawn(escape(tokens[at].content))


def _link_open(
    _: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType
) -> str:
    address = str(tokens[at].attrs["href"])
    bare = tokens[at + 1].content == address and tokens[at + 2].type == "link_close"
    shown = bare or tokens[at].info == "auto"
    env.setdefault("shown", []).append("" if shown else address)
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow" target="_blank">'


def _link_close(
    _: RendererHTML, __: Sequence[Token], ___: int, ____: OptionsDict, env: EnvType
) -> str:
    address = env["shown"].pop()
    return f'</a> <span class="address">({escape(address)})</span>' if address else "</a>"


def _image(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    """A picture from elsewhere is not fetched: its description and address are shown."""
    address = escape(str(tokens[at].attrs["src"]))
    return f'{escape(tokens[at].content)} <span class="address">({address})</span>'


def _fence(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    language = (tokens[at].info.split() or [""])[0]
    code = fences.highlighted(tokens[at].content, language)
    return f'<pre class="code" tabindex="0"><code>{code}</code></pre>\n'
