"""The facts beside a question: who asked it, when, in which round, on which topics."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import BadInput
from bot.core.preferences import language_of

_NAMES = {
    "company": "company",
    "公司": "company",
    "round": "round",
    "轮次": "round",
    "面试轮次": "round",
    "date": "date",
    "日期": "date",
    "时间": "date",
    "tags": "tags",
    "tag": "tags",
    "标签": "tags",
    "difficulty": "difficulty",
    "难度": "difficulty",
    "id": "id",
    "编号": "id",
    "translation of": "translation_of",
    "translation_of": "translation_of",
    "译自": "translation_of",
    "language": "language",
    "语言": "language",
    "position": "position",
    "岗位": "position",
    "职位": "position",
}
_KEY = re.compile(
    r"\*{0,2}(?<![\w])("
    + "|".join(sorted(_NAMES, key=len, reverse=True))
    + r")\*{0,2}\s*[:：]\s*\*{0,2}",
    re.IGNORECASE,
)
_NOTHING = {"", "none", "null", "n/a", "na", "无", "-", "--", "—", "未知", "unknown", "[]"}
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?\s*[日月]?$")
_ROUND = re.compile(
    r"^(?P<position>.*?)[\s,，/]*(?P<round>(?:第?[一二三四五六七八九十\d]+[轮面]|(?:技术|主管|交叉|终|HR)\s*面|HR|笔试)"
    r"|(?:(?:first|second|third|final|phone|onsite|hr)\s+)?(?:round|screen|interview)(?:\s*\d+)?)$",
    re.IGNORECASE,
)
_DIFFICULTY = {
    "easy": "easy", "简单": "easy", "容易": "easy", "低": "easy",
    "medium": "medium", "中等": "medium", "中": "medium",
    "hard": "hard", "困难": "hard", "难": "hard", "高": "hard",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What the metadata of a question says; None is unknown. `odd` lists what could not be read."""

    company: str | None = None
    position: str | None = None
    round: str | None = None
    round_text: str | None = None
    date: str | None = None
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    id: str | None = None
    translation_of: str | None = None
    language: str | None = None
    odd: tuple[str, ...] = ()


def is_metadata(text: str) -> bool:
    """Whether a paragraph begins with a field of metadata, in bold, or in plain with a second
    one."""
    plain = text.lstrip("> \t")
    match = _KEY.match(plain)
    return bool(match) and ("*" in match[0] or len(_KEY.findall(plain)) > 1)  # type: ignore[index]


def from_line(text: str) -> Facts:
    """The facts of a metadata line: fields apart by bars of either width, or by nothing but
    space."""
    plain = " ".join(line.lstrip("> \t") for line in text.splitlines())
    keys = list(_KEY.finditer(plain))
    values: dict[str, str] = {}
    for match, following in zip(keys, [*keys[1:], None], strict=True):
        value = plain[match.end() : following.start() if following else len(plain)]
        values.setdefault(_NAMES[match[1].casefold()], value.strip().strip("|｜").strip())
    return from_values(values)


def from_values(values: Mapping[str, Any]) -> Facts:
    """The facts of named values, as they come from a metadata line or from front matter."""
    odd: list[str] = []
    round_text = _known(values.get("round"))
    position, round_ = _round(round_text)
    difficulty = _known(values.get("difficulty"))
    if difficulty and difficulty.casefold() not in _DIFFICULTY:
        odd.append(f"difficulty {difficulty!r} is none of easy, medium, hard")
    return Facts(
        company=_known(values.get("company")),
        position=_known(values.get("position")) or position,
        round=round_,
        round_text=round_text,
        date=_date(_known(values.get("date")), odd),
        tags=_tags(values.get("tags")),
        difficulty=_DIFFICULTY.get(difficulty.casefold()) if difficulty else None,
        id=_known(values.get("id")),
        translation_of=_known(values.get("translation_of")),
        language=_language(_known(values.get("language")), odd),
        odd=tuple(odd),
    )


def _known(value: Any) -> str | None:
    text = " ".join(str(value).split()) if value is not None else ""
    return None if text.casefold() in _NOTHING else text


def _tags(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = re.split(r"[,，、;；]", value.strip().strip("[]【】"))
    listed = value if isinstance(value, list | tuple) else [value]
    named = [_known(str(one).strip(" \t'\"`#")) for one in listed if one is not None]
    return tuple(dict.fromkeys(one for one in named if one))


def _date(text: str | None, odd: list[str]) -> str | None:
    if text is None:
        return None
    match = _DATE.match(text)
    if match and 1 <= int(match[2]) <= 12 and (match[3] is None or 1 <= int(match[3]) <= 31):
        day = f"-{int(match[3]):02}" if match[3] else ""
        return f"{match[1]}-{int(match[2]):02}{day}"
    odd.append(f"date {text!r} is not read as a date")
    return None


def _language(text: str | None, odd: list[str]) -> str | None:
    if text is None:
        return None
    try:
        return language_of(text)
    except BadInput:
        odd.append(f"language {text!r} is neither en nor zh")
        return None


def _round(text: str | None) -> tuple[str | None, str | None]:
    """Position and round; a text that names no round stays whole, as the round."""
    if text is None:
        return None, None
    match = _ROUND.match(text)
    if match is None:
        return None, text
    return (match["position"].strip() or None), match["round"].strip()
