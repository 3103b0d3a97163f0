"""The HTML of a card's field as Markdown: bold, code, lists, tables and line breaks; the rest as
text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_BLOCKS = frozenset(
    [
        "p", "div", "section", "article", "header", "footer", "blockquote", "figure", "center",
        "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "details", "summary", "table",
    ]
)  # fmt: skip
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_KEPT = frozenset(["sub", "sup", "u", "mark", "kbd"])
_HIDDEN = frozenset(["script", "style", "head", "title", "template"])
_MEDIA = re.compile(r"\[sound:[^\]\n]*\]")
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]{0,4000})?)/?>|<!--|<!\[CDATA\[|<[!?][^<>]*>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ENTITY = re.compile(r"&[a-zA-Z#]\w*;")
_DEEPEST = 20


@dataclass
class Converted:
    """Markdown, and the names of the pictures and sounds that it refers to."""

    text: str
    media: list[str] = field(default_factory=list)


def converted(source: str) -> Converted:
    """The Markdown of a field's HTML; the formulas of MathJax stay as they stand."""
    media = _MEDIA.findall(source)
    if not _TAG.search(source) and not _ENTITY.search(source):
        return Converted(_settled(source), media)
    reader = _Reader()
    for text, tag, closes, more in _tokens(source):
        reader.take(text)
        if tag:
            reader.close(tag) if closes else reader.open(tag, more)
    return Converted(_settled(reader.markdown()), [*media, *reader.media])


def _tokens(source: str) -> Iterator[tuple[str, str, bool, str]]:
    """Pieces of text, each with the tag behind it: its name, whether it closes, its attributes.

    The standard library's parser takes time as the square of some hostile texts; this one does not.
    """
    at, has_end = 0, True
    while match := _TAG.search(source, at):
        text = unescape(source[at : match.start()])
        at = match.end()
        if match[0] == "<!--" and has_end:
            end = source.find("-->", at)
            has_end = end >= 0
            at = end + 3 if has_end else at
        yield text, (match[2] or "").casefold(), bool(match[1]), match[3] or ""
    yield unescape(source[at:]), "", False, ""


def _settled(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader:
    """Collects text; blocks begin and end lines, and what is within `pre` stays as it is."""

    def __init__(self) -> None:
        self.media: list[str] = []
        self._done: list[str] = []
        self._lists: list[int | None] = []
        self._hidden = self._code = self._cells = 0

    def markdown(self) -> str:
        """What was collected."""
        if self._code:
            self._done.append("\n```")
        return "".join(self._done)

    def open(self, tag: str, attributes: str) -> None:
        """Open what a tag opens."""
        if tag in _HIDDEN:
            self._hidden += 1
        elif self._hidden:
            return
        elif tag == "br":
            self._done.append("\n")
        elif tag == "pre":
            self._code += 1
            self._block("```\n" if self._code == 1 else "")
        elif self._code:
            return
        elif tag in ("ul", "ol"):
            self._line()
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            self._done.append(" | " if self._cells else "")
            self._cells += 1
        elif tag == "tr":
            self._line()
            self._cells = 0
        elif tag == "hr":
            self._block("---\n\n")
        elif tag == "img":
            named = {
                one[1].casefold(): one[2] or one[3] or one[4] or ""
                for one in _ATTRIBUTE.finditer(attributes)
            }
            self._picture(unescape(named.get("src", "")), unescape(named.get("alt", "")))
        elif tag in _BLOCKS:
            self._block(f"{'#' * max(4, int(tag[1]))} " if re.match("h[1-6]", tag) else "")
        else:
            self._inline(tag, closing="")

    def close(self, tag: str) -> None:
        """Close what a tag closes."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif self._hidden:
            return
        elif tag == "pre" and self._code:
            self._code -= 1
            if not self._code:
                self._line()
                self._done.append("```\n\n")
        elif self._code:
            return
        elif tag in ("ul", "ol"):
            if self._lists:
                self._lists.pop()
            self._line() if self._lists else self._block("")
        elif tag in ("li", "tr"):
            self._line()
        elif tag in _BLOCKS:
            self._block("")
        else:
            self._inline(tag, closing="/")

    def take(self, data: str) -> None:
        """Take text: its line breaks mean nothing but within `pre`."""
        if data and not self._hidden:
            self._done.append(data if self._code else re.sub(r"[ \t\n\r\f]+", " ", data))

    def _inline(self, tag: str, *, closing: str) -> None:
        if tag == "code":
            self._done.append("`")
        elif tag in _MARKS:
            self._done.append(_MARKS[tag])
        elif tag in _KEPT:
            self._done.append(f"<{closing}{tag}>")

    def _item(self) -> None:
        self._line()
        depth = min(len(self._lists), _DEEPEST)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        mark = "- " if number is None else f"{number}. "
        self._done.append("  " * max(0, depth - 1) + mark)

    def _picture(self, address: str, described: str) -> None:
        self.media.append(address)
        plain = re.sub(r"[\[\]\n]", " ", described)
        self._done.append(
            f"![{plain}](<{address}>)" if " " in address else f"![{plain}]({address})"
        )

    def _line(self) -> None:
        """Begin a new line, unless one has just begun."""
        if self._done and not self._done[-1].endswith("\n"):
            self._done.append("\n")

    def _block(self, opening: str) -> None:
        """Begin a new paragraph."""
        self._line()
        if self._done:
            self._done.append("\n" if not self._lists else "")
        self._done.append(opening)
