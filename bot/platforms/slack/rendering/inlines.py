"""What stands within a line of Markdown, as elements of Slack's rich text: words are words there,
whatever they spell, and a link shows where it leads."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from bot.typography.maths import readable
from bot.typography.parsing import WEB
from bot.typography.seen import seen

Node = SyntaxTreeNode
Element = dict[str, Any]

_URL = re.compile(r"https?://[!-;=?-Z_a-z~]*[A-Za-z0-9/_=&#+~-]", re.ASCII | re.IGNORECASE)
"""An address that stands as it is: letters of other alphabets could be taken for these."""
_LONGEST = 2000
"""Characters of a link that Slack takes."""
_MENTION = re.compile(r"<(?=[!@#])|@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)


def elements(nodes: Iterable[Node], **style: bool) -> list[Element]:
    """The elements of nodes that follow each other, neighbours of one style joined."""
    made: list[Element] = []
    for one in nodes:
        for element in _of(one, style):
            before = made[-1] if made else None
            if before and before["type"] == element["type"] == "text" and _same(before, element):
                before["text"] += element["text"]
            else:
                made.append(element)
    return made


def text(words: str, **style: bool) -> Iterator[Element]:
    """Words as they stand; the addresses in them can be followed."""
    end = 0
    for found in _URL.finditer(words):
        if len(found[0]) <= _LONGEST:
            yield from _text(words[end : found.start()], style)
            yield link(found[0], **style)
            end = found.end()
    yield from _text(words[end:], style)


def link(url: str, **style: bool) -> Element:
    """An address that can be followed, shown as it is."""
    return _styled({"type": "link", "url": url, "text": url}, style)


def neutral(words: str) -> str:
    """Words with a gap that nobody sees in all that would call out to somebody, if Slack ever read
    them as markup."""
    return _MENTION.sub(lambda found: f"{found[0]}\u200b", words)


def plain(node: Node) -> str:
    """The words of a node, without markup."""
    match node.type:
        case "text" | "code_inline":
            return neutral(seen(node.content))
        case "maths":
            return neutral(seen(readable(node.content) or node.content))
        case "softbreak" | "hardbreak":
            return " "
        case "link" | "image":
            inside = words(node)
            return _labelled(inside, str(node.attrs.get("href") or node.attrs.get("src", "")))
        case "mark":
            return ""
    return "".join(map(plain, node.children))


def words(node: Node) -> str:
    """What an image says in words."""
    return "".join(map(plain, node.children)) or neutral(seen(node.content))


def _of(node: Node, style: dict[str, bool]) -> Iterator[Element]:
    match node.type:
        case "text":
            yield from text(seen(node.content), **style)
        case "softbreak" | "hardbreak":
            yield from _text("\n", style)
        case "code_inline":
            yield from _text(seen(node.content), {**style, "code": True})
        case "maths":
            said = readable(node.content)
            yield from _text(seen(said or node.content), style if said else {**style, "code": True})
        case "strong":
            yield from elements(node.children, **{**style, "bold": True})
        case "em":
            yield from elements(node.children, **{**style, "italic": True})
        case "s":
            yield from elements(node.children, **{**style, "strike": True})
        case "link":
            yield from _link(node, style)
        case "image":
            source = str(node.attrs.get("src", ""))
            yield from _text(words(node) or seen(source.rpartition("/")[2]), style)
            if WEB.match(source):
                yield from _address(source, style)
        case "mark":
            return
        case _:
            yield from elements(node.children, **style)


def _link(node: Node, style: dict[str, bool]) -> Iterator[Element]:
    """What a link says, and behind it where it leads, unless it says so itself."""
    target, said = str(node.attrs.get("href", "")), "".join(map(plain, node.children))
    if not WEB.match(target):  # a file beside the text: nobody here can open it
        yield from _text(f"[{said}]({seen(target)})", style)
    elif not said.strip() or said == target:
        yield from text(target, **style)
    else:
        for one in elements(node.children, **style):
            if one["type"] == "link":  # what it says is an address, but maybe another one
                yield from _text(one["text"], style)
            else:
                yield one
        yield from _address(target, style)


def _address(target: str, style: dict[str, bool]) -> Iterator[Element]:
    yield from _text(" (", style)
    yield from text(seen(target), **style)
    yield from _text(")", style)


def _labelled(said: str, leads_to: str) -> str:
    bare = not WEB.match(leads_to) or said == leads_to
    return said if bare else f"{said} ({seen(leads_to)})".strip()


def _text(said: str, style: dict[str, bool]) -> Iterator[Element]:
    if said:
        yield _styled({"type": "text", "text": neutral(said)}, style)


def _styled(element: Element, style: dict[str, bool]) -> Element:
    kept = {name: True for name, on in style.items() if on}
    return element | {"style": kept} if kept else element


def _same(one: Element, other: Element) -> bool:
    return bool(one.get("style") == other.get("style"))
