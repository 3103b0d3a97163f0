"""Takes from a text what only frames it: rules, bare tags, ways back to the top, badges."""

import re
from collections.abc import Sequence
from textwrap import dedent

_JUNK = re.compile(
    r"^\s*(?:[-*_=]{3,}|(?:<br\s*+/?>\s*+)++"
    r"|(?:</?(?:p|div|center|b|i|em|strong|details|summary|ul|ol|li|span|hr|sub|sup|font|section|"
    r"blockquote|table|tr|td|tbody|body|html|main|article)\b[^<>]*>\s*+)++"
    r"|(?:<a\b[^<>]*>\s*+(?:</a>\s*+)?)++|<!--.*?-->"
    r"|(?:[-*+]\s*)?(?:\.{2,}|…+)"
    r"|.{0,200}(?:(?:back|go|return) to (?:the )?(?:top|contents|toc|questions)|"
    r"返回顶部|回到顶部|返回目录|回到目录|⬆|↥|🔝|🔼).{0,120})\s*$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"!?\[(?:[^\[\]]|!?\[[^\[\]]*\]\([^()]*\))*\]\([^()]*(?:\([^()]*\)[^()]*)*\)|<a\b.*?</a>|<[^<>]*>"
)
_HEAD = re.compile(
    r"^(?:\s*(?:<br\s*/?>|</?(?:p|div|center)\b[^<>]*>|</summary>))+[ \t]*\n?", re.IGNORECASE
)
_TAIL = re.compile(
    r"</?(?:details|p|div|center|br|summary|body|html|main|article)\b[^<>]*>|"
    r"</(?:b|strong|i|em|blockquote)\s*>",
    re.IGNORECASE,
)
_BOLD_OPEN = re.compile(r"^<(b|strong|i|em|blockquote)\s*>\s*", re.IGNORECASE)


def is_junk(line: str) -> bool:
    """Whether a line says nothing of a question: a rule, a bare tag, a way back to the top."""
    return not line.strip() or bool(_JUNK.match(line))


def is_pointer(line: str) -> bool:
    """Whether a line says nothing but where something else is: links, pictures, badges."""
    if is_junk(line):
        return True
    bare = _POINTER.sub("", line) if "](" in line or "<" in line else line
    return not any(one.isalnum() for one in bare.strip(" \t-*+0123456789.)"))


def clean(rows: Sequence[str]) -> str:
    """The rows as Markdown without junk at their ends and without tags around the whole."""
    first, end = 0, len(rows)
    while first < end and is_junk(rows[first]):
        first += 1
    while end > first and is_junk(rows[end - 1]):
        end -= 1
    text = "\n".join(rows[first:end]).strip("\n").rstrip()
    if text.lstrip()[:1] == "<":
        text = _HEAD.sub("", text).strip("\n")
    if text[-1:] == ">":
        text = _without_tail(text) if _unbalanced(text) else text
        if opened := _BOLD_OPEN.match(text):
            name = opened[1].casefold()
            lower = text.casefold()
            if lower.count(f"<{name}>") > lower.count(f"</{name}>"):
                text = text[opened.end() :]
    elif opened := _BOLD_OPEN.match(text):
        name = opened[1].casefold()
        if text.casefold().count(f"<{name}>") > text.casefold().count(f"</{name}>"):
            text = text[opened.end() :]
    text = text.strip("\n").rstrip()
    return dedent(text) if text[:1] == " " else text


def _without_tail(text: str) -> str:
    """The text without the tags at its end, one after the other."""
    end = len(text.rstrip())
    while end and text[end - 1] == ">":
        begin = text.rfind("<", 0, end)
        if begin < 0 or not _TAIL.fullmatch(text, begin, end):
            break
        end = begin
        while end and text[end - 1].isspace():
            end -= 1
    return text[:end]


def _unbalanced(text: str) -> bool:
    """Whether a tag at the end closes none of the text's own, or is one that leaves no trace."""
    lower = text.casefold()
    last = re.search(r"</?([a-z]+)[^<>]*>$", lower)
    if last is None:
        return False
    name = last[1]
    if name in ("br", "summary"):
        return True
    return lower.count(f"</{name}") > len(re.findall(rf"<{name}\b", lower))
