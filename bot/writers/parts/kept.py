"""What every format keeps of a question, and the form in which it keeps it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.core.preferences import LANGUAGES
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.core.rubric_list import is_id, numbered

FIELDS = (
    "id", "title", "body", "answer", "company", "position", "round", "date", "tags", "difficulty",
    "language", "hint", "rubric", "sources", "chapter", "section", "translation_of",
)  # fmt: skip
"""The fields that survive an export; where a question stood (file, line) is not among them."""

_UNSOUND = re.compile("[\ud800-\udfff\x00]")
_OPENING, _CLOSING = "[【［", "]】］"
_BULLETS = re.compile(r"^(?:[-*+]\s+)+")


def kept(question: Question) -> dict[str, Any]:
    """The fields of a question that survive, to be compared or written."""
    values: dict[str, Any] = {name: getattr(question, name) for name in FIELDS}
    values["rubric"] = [_checkpoint(one, at) for at, one in enumerate(question.rubric, 1)]
    return values | {name: list(values[name]) for name in ("tags", "sources")}


def differing(one: Question, other: Question) -> list[str]:
    """The names of the fields in which two questions differ."""
    first, second = kept(one), kept(other)
    return [name for name in FIELDS if first[name] != second[name]]


def normal(question: Question) -> Question:
    """The question as every reader would have made it: titles, facts and checkpoints on one line
    each, texts without blank lines at their ends, and no character that files cannot hold."""
    return replace(
        question,
        title=line(question.title) or "(untitled)",
        body=block(question.body),
        answer=block(question.answer),
        hint=block(question.hint or "").strip() or None,
        tags=tuple(dict.fromkeys(filter(None, map(tag, question.tags)))),
        rubric=numbered([_lined(one) for one in question.rubric if line(one.text)]),
        sources=tuple(
            text
            for one in question.sources
            if re.search(r"\w", text := _BULLETS.sub("", line(one)))
        ),
        company=line(question.company or "") or None,
        position=line(question.position or "") or None,
        round=line(question.round or "") or None,
        chapter=line(question.chapter or "") or None,
        section=line(question.section or "") or None,
        translation_of=line(question.translation_of or "") or None,
    )


def _checkpoint(one: Checkpoint, number: int) -> dict[str, Any]:
    """A checkpoint; what it does not have is left out, and so is an id that its number gives."""
    more = {"accept": list(one.accept), "reject": list(one.reject), **dict(one.texts)}
    name = {"id": one.id} if one.id != f"c{number}" else {}
    stated = {name: value for name, value in more.items() if value}
    return name | {"text": one.text, "weight": one.weight, "must": one.must} | stated


def _lined(one: Checkpoint) -> Checkpoint:
    texts = {spoken: line(text) for spoken, text in one.texts}
    return replace(
        one,
        id=one.id if is_id(one.id) else "",
        text=line(one.text),
        accept=_phrases(one.accept),
        reject=_phrases(one.reject),
        texts=tuple((spoken, texts[spoken]) for spoken in LANGUAGES if texts.get(spoken)),
    )


def _phrases(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line, said))))


def line(text: str) -> str:
    """The text on one line, its words apart by one space."""
    return " ".join(_UNSOUND.sub("\ufffd", text).split())


def tag(text: str) -> str:
    """A tag on one line, without the brackets, quotes and hashes that may stand around one."""
    plain, before = line(text), ""
    while plain != before:
        before = plain
        plain = plain.strip(" \t'\"`#")
        if plain[:1] in _OPENING and plain:
            is_whole = plain[-1] == _CLOSING[_OPENING.index(plain[0])]
            plain = plain[1:-1].strip() if is_whole else plain
    return plain


def block(text: str) -> str:
    """The text without blank lines at its ends; a text of one line without space there, too."""
    text = _UNSOUND.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = text.rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines) if len(lines) > 1 else "".join(lines).strip()
