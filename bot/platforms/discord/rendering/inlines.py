"""What stands within a line of Markdown, as Discord's: it hides nothing, and shows where links
lead."""

from collections.abc import Iterator
from typing import Literal

from markdown_it.tree import SyntaxTreeNode

from bot.core.pictures import Run
from bot.platforms.discord.rendering.harmless import address, code, escaped, joined
from bot.typography.maths import readable
from bot.typography.parsing import WEB
from bot.typography.seen import seen

Node = SyntaxTreeNode


def inline(node: Node) -> str:
    """The Markdown of a node."""
    match node.type:
        case "text":
            return escaped(seen(node.content))  # it may have been spelled as `&#x200b;`
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return code(node.content)
        case "maths":
            line = readable(node.content)
            return escaped(seen(line)) if line else code(node.content)
        case "strong":
            return _wrapped("**", node)
        case "em":
            inside = _children(node)
            return around("_" if inside[:1] == "*" or inside[-1:] == "*" else "*", inside)
        case "s":
            return _wrapped("~~", node)
        case "link":
            target = str(node.attrs["href"])
            if not WEB.match(target):  # a file beside the text: nobody here can open it
                return f"\\[{_children(node)}]({escaped(target)})"
            return _link(_children(node), target, plain(node))
        case "image":
            said, source = escaped(words(node)), str(node.attrs["src"])
            return said if is_shown(node) or not WEB.match(source) else _link(said, source, "")
        case "mark":
            return ""
    return _children(node)


def _children(node: Node) -> str:
    """What stands in a node, with each highlight (`<mark>`) that is closed underlined."""
    inside = list(node.children)
    marks = [at for at, one in enumerate(inside) if one.type == "mark"]
    said = [inline(one) for one in inside]
    while len(marks) > 1:
        start, end = marks.pop(0), marks.pop(0)
        said[start], said[end] = "__", "__"
    return joined(said)


def words(node: Node) -> str:
    """What an image says in words."""
    return "".join(map(plain, node.children)) or node.content


def _wrapped(mark: str, node: Node) -> str:
    return around(mark, _children(node))


def around(mark: str, inside: str) -> str:
    """The text between two marks, if there is any."""
    return f"{mark}{inside}{mark}" if inside.strip() else inside


def _link(shown: str, leads_to: str, said: str) -> str:
    target = address(leads_to)
    bare = not shown.strip() or said == leads_to
    return target if bare else f"{shown} ({target})"


def runs(node: Node, kind: Literal["text", "strong"] = "text") -> Iterator[Run]:
    """What stands in a cell, for a picture of it."""
    match node.type:
        case "maths":
            yield Run("formula", node.content)
        case "code_inline":
            yield Run("code", seen(node.content))
        case "text" | "softbreak" | "hardbreak" | "link" | "image" | "mark":
            yield Run(kind, plain(node))
        case _:
            for one in node.children:
                yield from runs(one, "strong" if node.type == "strong" else kind)


def plain(node: Node) -> str:
    """The words of a cell, without markup."""
    match node.type:
        case "text" | "code_inline":
            return seen(node.content)
        case "maths":
            return seen(readable(node.content) or node.content)
        case "softbreak" | "hardbreak":
            return " "
        case "link" | "image":
            inside = "".join(map(plain, node.children))
            return _labelled(inside, str(node.attrs.get("href") or node.attrs.get("src", "")))
        case "mark":
            return ""
    return "".join(map(plain, node.children))


def _labelled(text: str, leads_to: str) -> str:
    bare = not WEB.match(leads_to) or text == leads_to
    return text if bare else f"{text} ({leads_to})".strip()


def is_shown(node: Node) -> bool:
    """Whether there is a picture of it beside the words."""
    return bool(node.meta.get("shown"))
