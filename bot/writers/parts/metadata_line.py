"""The metadata line of the seed's format, and what its values may hold to be read again."""

import re
from dataclasses import replace

from bot.core.question import Question, identify

_BARS = re.compile(r"[|｜│┃丨︱¦]")
_FIELDS = re.compile(
    r"(?:company|公司|round|轮次|date|日期|时间|tags?|标签|keywords|关键词|difficulty|难度|id|编号"
    r"|translation[ _]+of|译自|language|语言|position|岗位|职位|\*\*|__)",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"\\+$")
_COLONS = re.compile("[:：]")
_PAIRS = ("[【［", "]】］"), ("(（", ")）")
_PARTING = re.compile(r"\s*[,，、;；]\s*")
_GROUPED = re.compile(r"[^()（）,，、;；]*(?:[(（][^()（）]{0,50}[)）][^()（）,，、;；]*)*")
_LONGEST = 4000
_PLAIN = re.compile(r"[^\[\]<>\\]*[^\[\]<>\\#\s]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def carried(question: Question) -> Question:
    """The question with the facts that a metadata line can hold."""
    tags: list[str] = []
    room = _LONGEST
    for tag in map(_tag, question.tags):
        room -= len(tag) + 2
        if tag and tag not in tags and room > 0:
            tags.append(tag)
    return replace(
        question,
        company=_value(question.company),
        position=_value(question.position),
        round=_value(question.round),
        translation_of=_value(question.translation_of),
        tags=tuple(tags),
    )


def metadata_line(question: Question, *, is_sole: bool = True) -> str:
    """The line below a question's heading. `is_sole` says that no other question of the file has
    its title, which then gives its identity."""
    facts = {
        "Id": None if _is_known(question, is_sole=is_sole) else question.id,
        "Translation of": question.translation_of,
        "Company": question.company,
        "Position": question.position,
        "Round": question.round,
        "Date": question.date,
        "Tags": f"[{', '.join(question.tags)}]",
        "Difficulty": question.difficulty,
        "Language": None if _is_plainly(question) else question.language,
    }
    return "> " + " | ".join(f"**{name}**: {value}" for name, value in facts.items() if value)


def _is_known(question: Question, *, is_sole: bool) -> bool:
    """Whether a reader gives the question its id without being told."""
    if question.translation_of:
        return question.id == f"{question.translation_of}.{question.language}"
    is_titled = is_sole and _PLAIN.fullmatch(question.title) is not None
    return is_titled and question.id == identify(question.title)


def _value(text: str | None) -> str | None:
    """A value that ends where the next field begins, and holds no field itself."""
    if text is None:
        return None
    plain = _BARS.sub("/", text)
    if _FIELDS.search(plain):
        plain = _COLONS.sub("=", plain)
    plain = _BREAKS.sub("/", _balanced(plain)).strip()[:_LONGEST]
    return plain if plain == text or re.search(r"\w", plain) else None


def _tag(text: str) -> str:
    """A tag without what parts two tags; what stands in round brackets may hold commas."""
    plain = _balanced(_BARS.sub("/", text))
    if not _GROUPED.fullmatch(plain):
        plain = _PARTING.sub("/", plain)
    if plain == text:
        return text
    return plain.strip(" \t'\"`#\u3000") if re.search(r"\w", plain) else ""


def _balanced(text: str) -> str:
    """The text with a stroke for brackets of a kind that are not closed, or not opened before."""
    for opening, closing in _PAIRS:
        depth = 0
        for mark in text:
            depth += (mark in opening) - (mark in closing)
            if depth < 0:
                break
        if depth:
            text = re.sub(f"[{re.escape(opening + closing)}]", "/", text)
    return text


def _is_plainly(question: Question) -> bool:
    """Whether anybody would see from the words in which language the question is."""
    text = question.title + question.answer[:200]
    letters = sum(map(str.isalpha, text))
    chinese = len(_HAN.findall(text))
    if question.language == "zh":
        return chinese * 4 > letters > 0
    return question.language == "en" and chinese * 40 < letters
