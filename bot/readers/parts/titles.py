"""A heading's text as a title: without its `Q.`, its number, its links, and with its maths as it
stands."""

import re
from dataclasses import dataclass

UNTITLED = "(untitled)"

_CHINESE = "[一二三四五六七八九十百]{1,4}"
_HASHES = re.compile(r"(?:#{1,6}(?:[ \t]+|$))+")
_NUMBER = re.compile(
    rf"""
    \d{{1,4}}(?:\.\d{{1,3}}){{0,3}}[ \t]*[.、:：)）．](?=\D|$)[ \t]*    # 3) 3. 3、 1.2. but not 3.5
    | [(（\[【]\d{{1,3}}[)）\]】](?!\()[ \t]*                          # (3) 【3】 but no link
    | {_CHINESE}[ \t]*[、.．:：][ \t]*                                 # 三、
    | [(（]{_CHINESE}[)）][ \t]*                                       # （三）
    | 第[ \t]*(?:\d{{1,4}}|{_CHINESE})[ \t]*[题问道][ \t]*[.、:：．]?[ \t]*
    """,
    re.VERBOSE,
)
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[ \t]+")
_MARK = re.compile(
    r"""
    (?: Q(?:uestion)?[ \t]*\d{0,4}[ \t]*[.:：．]
      | Q\d{1,4}[ \t]*[、)）]                       # Q3、 but not Q、K、V
      | Question[ \t]+\d{1,4}[ \t]+
      | (?:问题?|题目|面试题)[ \t]*\d{0,4}[ \t]*[.:：．、]
    )[ \t]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<inner>(?:(?!\1).)+)\1[ \t]*")
_ANCHOR = re.compile(r"<a\b[^<>]{0,200}>[ \t]*</a>[ \t]*", re.IGNORECASE)
_ANCHORED = re.compile(r"<a\b[^<>]{0,500}>([^<>]{1,500})</a>", re.IGNORECASE)
_LINKED = re.compile(
    r"""
    (?P<kept> \\. | (?P<ticks>`+)[^`]+(?P=ticks) | \$\$[^$]+\$\$ | \$[^$\s](?:[^$]*[^$\s])?\$
      | \\\(.+?\\\) | \\\[.+?\\\] )
    | !?\[ (?P<text> (?:[^\[\]]|\[[^\[\]]{0,200}\]){1,400} ) \]
      \( (?:[^()\s]|\([^()\s]{0,200}\)){0,2000} (?:[ \t]+(?:"[^"]*"|'[^']*'))? \)
    """,
    re.VERBOSE,
)
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Title:
    """A question's title. `rule` names what is odd in how the heading is written, and `start` is
    where the title begins in the heading's text, if all before it may become `Q. `."""

    text: str
    rule: str | None = None
    start: int | None = None


def question(content: str) -> Title:
    """The title of a question's heading."""
    if content.startswith("Q. ") and not content[3:4].isspace() and not set(content) & _MARKUP:
        return Title(" ".join(content[3:].split()))
    if content.startswith("[") and (linked := plain(content)) and linked[0] != "[":
        found = question(linked)
        return Title(found.text, found.rule or "odd-mark")
    start = _end(_HASHES, content, 0)
    anchors = _ANCHOR.match(content, start)
    bare = content[: anchors.start()] + content[anchors.end() :] if anchors else content
    inner = _without_bold(bare[start:])
    text = bare if inner is None else bare[:start] + inner
    numbered = _end(_NUMBER, text, start)
    dotted = _end(_DOTTED, text, numbered)
    marked = _end(_MARK, text, dotted)
    mark = text[dotted:marked]
    title = plain(text[marked:])
    if not title:
        return Title(plain(content) or UNTITLED, "no-title")
    is_sure = anchors is None and inner is None and (bool(mark) or dotted == numbered)
    if start:
        rule = "repeated-hashes"
    elif not mark:
        rule = "no-mark"
    elif dotted or inner is not None or not re.fullmatch(r"Q\.[ \t]+", mark):
        rule = "odd-mark"
    else:
        return Title(title)
    return Title(title, rule, marked if is_sure else None)


def section(content: str) -> str:
    """The title of a section, without its number."""
    text = content[_end(_HASHES, content, 0) :]
    end = _end(_DOTTED, text, _end(_NUMBER, text, 0))
    return plain(text[end:]) or plain(text)


def is_marked(content: str) -> bool:
    """Whether a heading says by `Q.` that it is a question."""
    return _MARK.match(content, _end(_NUMBER, content, 0)) is not None


def plain(content: str) -> str:
    """A title in one line, links as their text, and without anchors; maths and code stay."""
    text = " ".join(content.split())
    if "<" in text:
        text = _ANCHORED.sub(r"\1", _ANCHOR.sub("", text)).strip()
    if "](" in text:
        text = (
            _LINKED.sub(lambda one: one["kept"] or one["text"], text[:_LONGEST]) + text[_LONGEST:]
        )
    return text.strip()


def _without_bold(text: str) -> str | None:
    """The heading without bold around the whole of it or around its `Q.`; None where there is
    none."""
    match = _BOLD.match(text) if text[:2] in ("**", "__") else None
    if match is None:
        return None
    is_whole = match.end() == len(text.rstrip())
    inner = match["inner"]
    if is_whole:
        return inner
    number_and_mark = _end(_MARK, inner + " ", _end(_NUMBER, inner, 0))
    return f"{inner} {text[match.end() :]}" if number_and_mark >= len(inner) else None


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


_MARKUP = set("[<")
