"""Who was interviewed for what, and in which round: told apart where one text says both."""

import re
from dataclasses import dataclass
from functools import lru_cache

_NUMBER = "[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2}"
_KIND = (
    "技术|业务|部门|主管|交叉|电话|视频|线上|线下|现场|综合|专业|群|终|加|总监|老板|高管"
    "|leader|boss|HR|CTO|CEO"
)
_ONE = (
    rf"(?:(?:{_KIND})?\s*第?(?:{_NUMBER})\s*[轮面](?:\s*(?:{_KIND})?\s*面试?)?"
    rf"|(?:{_KIND})\s*面试?|(?<![a-z])(?:HR|OA)|笔试|机试|初试|复试|初面|测评"
    r"|(?<![a-z])(?:(?:first|second|third|fourth|fifth|final|last|[1-9](?:st|nd|rd|th)|phone|video"
    r"|virtual|on-?site|technical|tech|coding|behaviou?ral|system design|hiring manager|hr|initial)"
    r"[ -]+)*(?:round|screen|screening|interview|loop)(?:[ -]+interview)?(?:\s*[0-9]{1,2})?"
    r"|(?<![a-z])(?:on-?site|phone|online assessment|take-?home))"
    r"(?:\s*[(（][^()（）]{1,20}[)）])?"
)
_ROUNDS = rf"{_ONE}(?:\s*[、,，/&+和~-]\s*{_ONE}){{0,5}}"
_LAST = re.compile(rf"(?P<position>.*?)[\s,，/、|｜:：—–-]*(?P<round>{_ROUNDS})", re.IGNORECASE)
_FIRST = re.compile(rf"(?P<round>{_ROUNDS})[\s,，/、|｜:：—–-]+(?P<position>.*)", re.IGNORECASE)
_BARE = re.compile(rf"{_NUMBER}|[1-9](?:st|nd|rd|th)")
_POSITION = re.compile(
    r".*(?:工程师|研究员|科学家|实习生?|校招|社招|岗|研发|开发|算法|架构师|经理|专家|engineer|scientist"
    r"|researcher|intern|developer|architect|manager)(?:\s*[(（][^()（）]{1,20}[)）])?",
    re.IGNORECASE,
)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Told:
    """The position and the round of a text. `sure` is False where a text names no round that is
    known: it is then the round as it stands."""

    position: str | None
    round: str | None
    sure: bool = True


@lru_cache(maxsize=4096)
def told(text: str) -> Told:
    """`算法工程师 一面` and `大模型一面` as position and round, `一面` as a round alone."""
    if len(text) > _LONGEST:
        return Told(None, text, sure=False)
    match = _LAST.fullmatch(text) or _FIRST.fullmatch(text)
    if match:
        return Told(match["position"].strip() or None, match["round"].strip())
    if _BARE.fullmatch(text):
        return Told(None, text)
    if _POSITION.fullmatch(text):
        return Told(text, None)
    return Told(None, text, sure=False)
