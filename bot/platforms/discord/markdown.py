"""Markdown of any hand as Discord's: it mentions nobody, hides nothing, and shows where links
lead."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from bot.platforms.discord import dollars, tables
from bot.platforms.discord.harmless import address, code, escaped, joined, neutral, seen
from bot.platforms.discord.maths import readable

Node = SyntaxTreeNode

_WEB = re.compile(r"https?://[^/]", re.IGNORECASE)
_TAG = re.compile(r"</?mark>|<br ?/?>", re.IGNORECASE)
_STRONG = re.compile(r"\*\*(?!\*)(?=\S)([^*\n`$\[\]\\<&]+)(?<=\S)\*\*(?!\*)")
_LEADS = re.compile(r"^([ \t]*)(?=(?:#{1,6}|-#|>{1,3}|[-+])(?:\s|$))", re.MULTILINE)
_NUMBERED = re.compile(r"^([ \t]*\d+)(?=[.)](?:\s|$))", re.MULTILINE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,20}", re.ASCII)
_RAW = "\x00"
"""Begins a line that is never indented: a block of code's. No text that is read has one."""
_DEEPEST = 60
_SHOWN_HEADINGS = 3


@lru_cache(maxsize=1024)
def blocks(text: str) -> str:
    """A text of paragraphs, lists, tables, code and formulas; what Discord cannot draw is said
    otherwise: tables as code or lists, formulas in Unicode, pictures as links, HTML as text."""
    tree = Node(_parser().parse(seen(text)))
    lines = _lines(tree.children, quoted=False)
    return neutral("\n".join(line.removeprefix(_RAW).rstrip() for line in lines).strip("\n"))


@lru_cache(maxsize=1024)
def line(text: str) -> str:
    """A title, a value or small print: one line, no blocks."""
    tree = Node(_parser().parseInline(" ".join(seen(text).split())))
    return neutral(" ".join(joined(map(_inline, tree.children)).split()))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = lambda url: bool(_WEB.match(url))  # type: ignore[method-assign]
    parser.inline.ruler.before("autolink", "tag", _tag)
    parser.inline.ruler.before("emphasis", "strong_beside_words", _strong)
    dollars.install(parser)
    return parser


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


def _lines(nodes: Sequence[Node], *, quoted: bool, tight: bool = False) -> list[str]:
    """The lines of blocks, an empty one between two unless they stand `tight`."""
    lines: list[str] = []
    before = ""
    for one in nodes:
        made = list(_block(one, quoted=quoted))
        if made and lines and not tight and before != "heading":
            lines.append("")
        lines += made
        before = one.type if made else before
    return lines


def _block(node: Node, *, quoted: bool) -> Iterator[str]:
    match node.type:
        case "paragraph":
            yield from _paragraph(node)
        case "heading":
            yield _heading(node)
        case "bullet_list" | "ordered_list":
            yield from _list(node, quoted=quoted)
        case "blockquote":
            inner = _lines(node.children, quoted=True, tight=True)
            yield from (one if quoted else f"> {one}" for one in inner)
        case "fence" | "code_block":
            language = _LANGUAGE.match(node.info.strip()) if node.info else None
            yield from _code(node.content, language[0] if language else "", quoted=quoted)
        case "table":
            yield from _table(node, quoted=quoted)
        case "maths_block":
            said = readable(node.content)
            if said:
                yield _led(escaped(seen(said)))
            else:
                yield from _code(node.content, "tex", quoted=quoted)
        case "hr":
            yield "———"
        case _:
            yield from _lines(node.children, quoted=quoted)


def _paragraph(node: Node) -> list[str]:
    text = joined(map(_inline, node.children))
    return [one.strip() for one in _led(text).split("\n") if one.strip()]


def _led(text: str) -> str:
    """The text with nothing at the start of a line that would begin a block."""
    return _NUMBERED.sub(r"\1\\", _LEADS.sub(r"\1\\", text))


def _heading(node: Node) -> str:
    text = " ".join(joined(map(_inline, node.children)).split())
    if int(node.tag[1]) <= _SHOWN_HEADINGS:
        return f"### {text}"
    return _around("__" if "**" in text else "**", text)


def _list(node: Node, *, quoted: bool) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        lines = _lines(item.children, quoted=quoted, tight=True)
        if not lines or lines[0].startswith(_RAW):
            yield mark.rstrip()
        else:
            yield mark + lines.pop(0)
        pad = " " * len(mark)
        yield from (one if one.startswith(_RAW) or not one else pad + one for one in lines)


def _code(content: str, language: str, *, quoted: bool) -> Iterator[str]:
    lines = content.replace("```", "ˋˋˋ").rstrip("\n").split("\n")
    if quoted:  # a fence in a quote would have to be quoted on every line that it is cut into
        yield from (code(one) for one in lines if one.strip())
    elif any(one.strip() for one in lines):
        yield f"{_RAW}```{language}"
        yield from (_RAW + one for one in lines)
        yield f"{_RAW}```"


def _table(node: Node, *, quoted: bool) -> Iterator[str]:
    rows = [row for part in node.children for row in part.children]
    plain = [[_plain(cell) for cell in row.children] for row in rows]
    right = ["right" in str(cell.attrs.get("style", "")) for cell in rows[0].children]
    drawn = None if quoted else tables.drawn(plain, right)
    if drawn is not None:
        yield from _code(drawn, "", quoted=False)
        return
    shown = [[joined(map(_inline, cell.children)) for cell in row.children] for row in rows]
    yield from (f"- {one}" for one in tables.listed(shown))


def _plain(node: Node) -> str:
    """The words of a cell, without markup."""
    match node.type:
        case "text" | "code_inline":
            return seen(node.content)
        case "maths":
            return seen(readable(node.content) or node.content)
        case "softbreak" | "hardbreak":
            return " "
        case "link" | "image":
            inside = "".join(map(_plain, node.children))
            return _labelled(inside, str(node.attrs.get("href") or node.attrs.get("src", "")))
        case "mark":
            return ""
    return "".join(map(_plain, node.children))


def _labelled(text: str, leads_to: str) -> str:
    return text if not leads_to or text == leads_to else f"{text} ({leads_to})".strip()


def _inline(node: Node) -> str:
    match node.type:
        case "text":
            return escaped(seen(node.content))  # it may have been spelled as `&#x200b;`
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return code(node.content)
        case "maths":
            said = readable(node.content)
            return escaped(seen(said)) if said else code(node.content)
        case "strong":
            return _wrapped("**", node)
        case "em":
            inside = _children(node)
            return _around("_" if inside[:1] == "*" or inside[-1:] == "*" else "*", inside)
        case "s":
            return _wrapped("~~", node)
        case "link":
            return _link(_children(node), str(node.attrs["href"]), _plain(node))
        case "image":
            return _link(escaped(_words(node)), str(node.attrs["src"]), "")
        case "mark":
            return ""
    return _children(node)


def _children(node: Node) -> str:
    """What stands in a node, with each highlight (`<mark>`) that is closed underlined."""
    inside = list(node.children)
    marks = [at for at, one in enumerate(inside) if one.type == "mark"]
    said = [_inline(one) for one in inside]
    while len(marks) > 1:
        start, end = marks.pop(0), marks.pop(0)
        said[start], said[end] = "__", "__"
    return joined(said)


def _words(node: Node) -> str:
    return "".join(map(_plain, node.children)) or node.content


def _wrapped(mark: str, node: Node) -> str:
    return _around(mark, _children(node))


def _around(mark: str, inside: str) -> str:
    return f"{mark}{inside}{mark}" if inside.strip() else inside


def _link(shown: str, leads_to: str, words: str) -> str:
    target = address(leads_to)
    bare = not shown.strip() or words == leads_to
    return target if bare else f"{shown} ({target})"
