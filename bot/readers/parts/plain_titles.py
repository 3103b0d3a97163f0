"""A title as it is written, made plain: number, marks and links are taken from its words."""

import html
import re
import unicodedata
from dataclasses import dataclass

from bot.readers.parts.wording import asks, has_han

LONGEST = 2000
"""A title beyond this many characters is left as it stands."""

_TAG = re.compile(
    r"</?(?:a|b|i|em|strong|br|p|sub|sup|font|span|u|kbd|div|h[1-6]|summary|details|img|mark|center|"
    r"small|big|s|del|ins|tt|hr|dfn|label|input|section|blockquote|ol|ul|li)\b[^<>]*>|<!--.*?-->",
    re.IGNORECASE,
)
_CODE_TAG = re.compile(r"</?(?:code|samp)\b[^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(
    r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)?)\]"
    r"\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)"
)
_ASIDE = re.compile(
    r"^[\W_]*(?:src|source|ref|reference|answer|link|here|back to top|top|"
    r"解答|答案|参考|来源)?\d*[\W_]*$",
    re.IGNORECASE,
)
_KEPT = re.compile(r"`+[^`]+`+|\$[^$\n]+\$")
_STRONG = re.compile(r"(\*{1,3}|_{2,3}|~~)(?=\S)(.+?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_(?![\w_])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|<>&$])")
_ANCHOR = re.compile(r"\s*\{\s*[#:][^{}]*\}\s*$")
_SHORTCODE = re.compile(r"(?<!\w):[a-z][a-z0-9_+\-]+:(?!\w)")
_HASHES = re.compile(r"^(?:#{2,}\s*)+|\s+#+$")
_EMPTY = re.compile(r"\[\s*\]|\(\s*\)|（\s*）|【\s*】")

_DIGITS = "零一二三四五六七八九十百"
_MARK = re.compile(
    r"(?:(?:Q|Question|Ques|Que)\s*(?:No\.?\s*)?[-#]?\s*(?P<q>\d+)\s*"
    r"(?:[.:：)）、．\-–—|]+\s*|\s+|$|(?=[^\w\s]|[\u3400-\u9fff]))"
    r"|(?:Q|Question)\s*[.:：．、]\s*|Q\s+(?=\S)"
    rf"|(?:面试)?(?:问题|问|题目|考题|例题|题|习题)\s*"
    rf"(?:(?P<c>\d+|[{_DIGITS}]+)\s*(?:[.:：、．)）]|\s|$)|[:：])\s*"
    rf"|第\s*(?P<t>\d+|[{_DIGITS}]+)\s*(?:题|问|道题|个问题)\s*[.:：、．)）]?\s*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?P<dotted>\d{1,4}(?:[.\-]\d{1,4}){1,5}(?![\w%]))\s*[.、)）:：．]?\s*"
    r"|(?:No\.?\s*|#\s*)?(?P<plain>\d{1,5})\s*(?:[、．)）:：]|\.(?!\d))\s*"
    r"|#\s*(?P<hash>\d{1,5})(?=\s|$)\s*"
    r"|[（(\[]\s*(?P<round>\d{1,4})\s*[)）\]]\s*[.、:：]?\s*"
    rf"|(?P<han>[{_DIGITS}]{{1,5}})\s*[、.．:：)）]\s*"
    rf"|[（(]\s*(?P<hanround>[{_DIGITS}]{{1,5}})\s*[)）]\s*[.、:：]?\s*"
    r"|(?P<circled>[\u2460-\u2473])\s*[.、]?\s*",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(?P<bare>\d{1,4}(?:\.\d{1,3}){0,4})(?:\s+|$)")

_LEVELS = {
    "easy": "easy", "beginner": "easy", "basic": "easy", "junior": "easy", "简单": "easy",
    "初级": "easy", "基础": "easy", "入门": "easy", "容易": "easy",
    "medium": "medium", "intermediate": "medium", "mid": "medium", "moderate": "medium",
    "中等": "medium", "中级": "medium", "进阶": "medium",
    "hard": "hard", "advanced": "hard", "expert": "hard", "senior": "hard", "difficult": "hard",
    "困难": "hard", "高级": "hard", "较难": "hard", "难": "hard",
}  # fmt: skip
_LEVEL = re.compile(
    rf"\s*[(（【\[]\s*({'|'.join(sorted(_LEVELS, key=len, reverse=True))})\s*[)）】\]]\s*",
    re.IGNORECASE,
)
_OPENING, _CLOSING = tuple("(（【["), tuple(")）】]")
_SIGNS = {"👶": "easy", "🟢": "easy", "🟡": "medium", "🟠": "medium", "🔴": "hard", "🚀": "hard"}
_STARS = re.compile(r"[⭐★☆🌟]")
_TOPIC = re.compile(r"[\[【]([^\[\]【】()]{1,16})[\]】]\s*(?=\S)")
_ODD_ENDS = ("So", "Sk", "Cf", "Mn")


@dataclass(frozen=True, slots=True)
class Title:
    """The words of a title without what stands around them.

    `style` is how it is numbered (`1`, `.` for 1.1, `round`, `han`, `Q` for what says itself to be
    a question), `number` by what. `label` holds the whole where no words are left (`Question 1`).
    """

    text: str
    style: str = ""
    number: str = ""
    difficulty: str | None = None
    topics: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    is_link: bool = False
    label: str = ""

    @property
    def asks(self) -> int:
        """How much it sounds like a question (0 to 2)."""
        return asks(self.text)


def title(raw: str, *, stars: str | None = None) -> Title:
    """The title of a raw line of Markdown; `stars` is what one star says of difficulty here, where
    the file has signs for easy and for hard beside it."""
    line = " ".join(raw.replace("\x00", " ").split())
    if len(line) > LONGEST:
        return Title(line)
    links: list[str] = []
    line, is_link = _unlinked(line, links) if "](" in line else (line, False)
    line = _plain(line)
    line, difficulty = _graded(line, stars)
    if line.count(":") > 1:
        line = _SHORTCODE.sub("", line)
    whole = _trimmed(line)
    words, style, number = _numbered(whole)
    words, topics = _topics(words)
    words = _trimmed(words)
    label = "" if any(one.isalnum() for one in words) else whole
    words = words if not label else ""
    return Title(words, style, number, difficulty, topics, tuple(links), is_link, label)


def _unlinked(line: str, links: list[str]) -> tuple[str, bool]:
    """The line with links as their words, and whether it was one link and no more."""
    line = _IMAGE.sub("", line)
    whole = _LINK.fullmatch(line.strip("# *_"))
    aimed = bool(whole and not _ASIDE.match(whole[1]))

    def words(match: re.Match[str]) -> str:
        if match[2].startswith(("http://", "https://")):
            links.append(match[2])
        aside = _ASIDE.match(match[1]) and match[0] != line
        return "" if aside else match[1]

    for _ in range(2):  # a link may hold a link
        line = _LINK.sub(words, line)
    return _EMPTY.sub("", line), aimed


def _plain(line: str) -> str:
    """Without tags, emphasis, entities and escapes; code and maths as they stand."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    tagged = "<" in line
    if tagged:
        line = _CODE_TAG.sub("`", line)
    if "`" in line or "$" in line:
        line = _KEPT.sub(keep, line)
    if tagged:
        line = _TAG.sub("", line)
    if "*" in line or "__" in line or "~~" in line:
        for _ in range(2):
            line = _STRONG.sub(r"\2", line)
        line = line.replace("**", "")
    if "_" in line:
        line = _SLANTED.sub(r"\1", line)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line)
    if "&" in line:
        line = html.unescape(line)
    if kept:
        line = re.sub(r"\x00(\d+)\x00", lambda one: kept[int(one[1])], line)
    return " ".join(line.split())


def _graded(line: str, stars: str | None) -> tuple[str, str | None]:
    """Without the signs of difficulty, and what they say."""
    found = None
    bracketed = line[-1:] in _CLOSING or line[:1] in _OPENING
    if bracketed and (match := _LEVEL.search(line)):
        at_edge = match.start() < 3 or match.end() > len(line) - 2
        if at_edge:
            found = _LEVELS[match[1].casefold()]
            line = f"{line[: match.start()]} {line[match.end() :]}".strip()
    if not line.isascii():
        lit = len(_STARS.findall(line)) - line.count("☆")
        if lit > 0:
            found = found or stars or ("easy", "medium", "hard")[min(lit, 3) - 1]
            line = _STARS.sub("", line)
        for sign, level in _SIGNS.items():
            if sign in line:
                found = found or level
                line = line.replace(sign, "")
    return line, found


def _trimmed(line: str) -> str:
    """Without anchors, hashes, pictures, colons and bullets at the ends."""
    line = _ANCHOR.sub("", line).strip() if line[-1:] == "}" else line.strip()
    if line[:1] == "#" or line[-1:] == "#":
        line = _HASHES.sub("", line).strip()
    if not line.isascii():
        while line and unicodedata.category(line[0]) in _ODD_ENDS:
            line = line[1:].lstrip()
        while line and unicodedata.category(line[-1]) in _ODD_ENDS:
            line = line[:-1].rstrip()
    line = line.lstrip("•·▪●◦※|").removesuffix(" *")
    return line.strip().rstrip(":：").strip()


def _numbered(line: str) -> tuple[str, str, str]:
    """Without numbers and marks in front, with how it is numbered, and by what."""
    style = number = ""
    for _ in range(3):
        if match := _MARK.match(line):
            style = "Q"
            number = match["q"] or match["c"] or match["t"] or number
        elif match := _NUMBER.match(line):
            kind = match.lastgroup or ""
            counted = match[kind]
            shape = {"dotted": "." * len(re.findall(r"[.\-]", counted)), "plain": "1"}
            style = style or shape.get(kind, kind)
            number = number or counted
        elif (match := _BARE_NUMBER.match(line)) and _is_bare(line[match.end() :]):
            style, number = style or "bare", number or match["bare"]
        else:
            break
        line = line[match.end() :]
        if not line:
            break
    return line, style, number


def _is_bare(rest: str) -> bool:
    """Whether a number with only a space behind it counts what follows (`3 什么是…`, `3 What…`)."""
    return not rest or has_han(rest) or (rest[:1].isupper() and asks(rest) == 2)


def _topics(line: str) -> tuple[str, tuple[str, ...]]:
    """Without topics in brackets in front (`[css]`, `【字节】`), and the topics."""
    topics: list[str] = []
    while len(topics) < 4 and (match := _TOPIC.match(line)):
        topics.append(match[1].strip())
        line = line[match.end() :]
    return line, tuple(topics)
