"""Keeps a Markdown text whole below a heading: it opens no section, no part and no code that goes
on behind its end."""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_ROUNDS = 6
_SENTINEL = "#### ~end~"
_DEEPEST = 6
_PARTS = frozenset(
    [
        "rubric", "checkpoints", "评分要点", "hint", "提示", "sources", "references", "来源",
        "参考文献", "question", "题面",
    ]
)  # fmt: skip
_ANSWERS = frozenset(["answer", "答案", "参考答案"])
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t]|$)")
_NESTED = re.compile(r"^([ \t>*+\-0-9.)]*?)###(?=[ \t]|$)")
_IN_ITEM = re.compile(r"^((?:(?:>|[-*+]\s|\d{1,9}[.)]\s)\s*)*)###(?=\s|$)")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_CLOSERS = {"<!--": "-->", "<?": "?>", "<![cdata[": "]]>"}
_RAW = re.compile(r"<(script|pre|style|textarea)", re.IGNORECASE)
_TITLE = 60


def below(text: str, level: int) -> str:
    """The text as it may stand below a heading of this level, and before the next.

    Headings become deeper than that, those that are called like a part of a question bold, a
    paragraph that is underlined a heading or a paragraph; open code and HTML are closed. A text
    that needs none of this is given back as it is.
    """
    for _ in range(_ROUNDS):
        done = _closed(_trimmed("\n".join(_mended(text, level))))
        if done == text:
            return text
        text = done
    return "\n".join(f"    {line}" for line in text.split("\n"))  # as code: it opens nothing


def item(text: str) -> str:
    """A text of one line as it may stand in a list: no heading in it opens a question."""
    return _IN_ITEM.sub(r"\1####", text)


def _mended(text: str, level: int) -> Iterator[str]:
    lines = text.split("\n")
    headings = [one for one in _parser().parse(text) if one.type == "heading_open" and one.map]
    outer = [int(one.tag[1]) for one in headings if one.level == 0]
    named = _PARTS | _ANSWERS if level > 3 else _PARTS
    by = max(0, level + 1 - min(outer, default=_DEEPEST))
    new: dict[int, list[str]] = {}
    for heading in headings:
        first, end = heading.map or (0, 0)
        depth = int(heading.tag[1])
        if heading.level:
            if depth == 3:
                new[first] = [_NESTED.sub(r"\1####", lines[first])]
        elif heading.markup.startswith("#"):
            new[first] = [_deeper(lines[first], min(_DEEPEST, depth + by), named)]
        else:
            new[first] = _underlined(lines[first:end], min(_DEEPEST, depth + by), named)
            new.update({at: [] for at in range(first + 1, end)})
    for number, line in enumerate(lines):
        yield from new.get(number, [line])


def _deeper(line: str, depth: int, parts: frozenset[str]) -> str:
    """A heading at this depth; one that would open a part of the question is written bold."""
    content = _HEADING.sub("", line).strip()
    named = re.sub(r"[ \t]+#+$", "", content).strip()
    if named.rstrip(":：").strip().casefold() in parts:
        return f"{'#' * depth} **{named}**"
    return _HEADING.sub(rf"\g<1>{'#' * depth}", line)


def _underlined(lines: list[str], depth: int, parts: frozenset[str]) -> list[str]:
    *words, rule = lines
    title = " ".join(one.strip() for one in words)
    if rule.strip().startswith("=") or (len(words) == 1 and len(title) <= _TITLE):
        return [_deeper(f"{'#' * depth} {title}", depth, parts)]
    return [*words, "", rule]


def _trimmed(text: str) -> str:
    """The text without blank lines and rules at either end: there a rule parts questions."""
    lines = text.split("\n")
    while lines and (not lines[0].strip(" \t>") or _RULE.fullmatch(lines[0])):
        lines.pop(0)
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
        lines.pop()
    return "\n".join(lines).rstrip()


def _closed(text: str) -> str:
    tokens = _parser().parse(f"{text}\n\n{_SENTINEL}\n")
    if any(one.type == "inline" and one.content == _SENTINEL[5:] for one in tokens[-2:]):
        return text
    last = next((one for one in reversed(tokens) if one.map and one.level == 0), None)
    return f"{text}\n{_closer(last)}" if last else text


def _closer(last: Token) -> str:
    """What closes code or HTML."""
    if last.type == "fence":
        return last.markup
    begun = last.content.lstrip()
    if raw := _RAW.match(begun):
        return f"</{raw[1]}>"
    return next((end for start, end in _CLOSERS.items() if begun.casefold().startswith(start)), ">")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").disable(["inline", "text_join"])
