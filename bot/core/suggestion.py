"""A question that a member suggests for the bank, and what becomes of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core import filters, tags
from bot.core.chat import Member, Place
from bot.core.errors import BadInput
from bot.core.question import Question

LIMITS: Mapping[str, int] = {
    "title": 300,
    "answer": 4000,
    "tags": 200,
    "company": 80,
    "round": 80,
    "reason": 1000,
}
"""The most characters of each field; 4000 is what the narrowest platform has room for."""

MOST_TAGS = 8
MOST_OPEN = 20
"""Suggestions of one member that may wait at a time."""

_COMMA = re.compile(r"[,，、;；\n]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKS = re.compile(r"[|｜*<>`\[\]【】:：\\]")
_HAN = re.compile(r"[\u3400-\u9fff]")


class State(StrEnum):
    """Where a suggestion stands; while it is `WRITING`, its decision is made and not yet kept."""

    DRAFT = "draft"
    QUEUED = "queued"
    WRITING = "writing"
    APPROVED = "approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


WAITING = (State.QUEUED, State.WRITING)
OPEN = (State.DRAFT, *WAITING)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`place` is where it was suggested; `revision` grows with every change of its text;
    `announced` says that maintainers were told of it; `spoken` is the platform's hint of its
    author's language.
    """

    id: str
    member: Member
    place: Place
    at: datetime
    title: str
    answer: str = ""
    tags: tuple[str, ...] = ()
    company: str | None = None
    round: str | None = None
    difficulty: str | None = None
    state: State = State.DRAFT
    revision: int = 1
    decided_by: Member | None = None
    reason: str = ""
    announced: bool = False
    spoken: str | None = None

    @property
    def question(self) -> Question:
        """The question that it becomes: its id is made from the suggestion's, once for all."""
        name = f"suggested-{self.id}"
        return Question(
            id=name,
            explicit_id=name,
            title=self.title,
            answer=self.answer,
            language=_language(f"{self.title} {self.answer[:200]}"),
            file="",
            line=0,
            company=self.company,
            round=self.round,
            round_text=self.round,
            tags=self.tags,
            difficulty=self.difficulty,
        )

    def told(self, values: Mapping[str, str]) -> "Suggestion":
        """The suggestion with the text of a form; BadInput for a field that is far too long.

        The line of tags may name how hard it is, too: a form has room for five fields.
        """
        named = _listed(_text("tags", values))
        hard = [one for one in named if _difficulty(one)]
        given = values.get("difficulty", "")
        return replace(
            self,
            title=_line("title", values),
            answer=_text("answer", values),
            tags=tuple(one for one in named if one not in hard)[:MOST_TAGS],
            company=_name(_line("company", values)) or None,
            round=_name(_line("round", values)) or None,
            difficulty=_difficulty(hard[0] if hard else given),
        )

    def forgotten(self) -> "Suggestion":
        """What is left once its author took it back: no word of theirs."""
        left = Suggestion(self.id, self.member, self.place, self.at, title="")
        return replace(
            left, state=State.WITHDRAWN, revision=self.revision, announced=self.announced
        )


def reason_of(text: str) -> str:
    """Why a suggestion is denied, as a maintainer wrote it; BadInput where it is far too long."""
    return _text("reason", {"reason": text})


def _text(name: str, values: Mapping[str, str]) -> str:
    """A field as it is kept: whole characters, ends of lines of one kind, nothing unseen."""
    whole = values.get(name, "").encode("utf-8", "ignore").decode()
    plain = _UNSEEN.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(plain) > LIMITS[name]:
        raise BadInput("error.too_long", field=name, limit=LIMITS[name])
    return plain


def _line(name: str, values: Mapping[str, str]) -> str:
    return " ".join(_text(name, values).split())


def _name(text: str) -> str:
    """A name without the marks of the line of facts that it is written on."""
    return " ".join(_MARKS.sub(" ", text).split())


def _listed(line: str) -> list[str]:
    """The tags of a line, each once, in the spelling that came first."""
    found: dict[str, str] = {}
    for one in _COMMA.split(line):
        plain = _name(one).strip("# ")
        if tags.key(plain):
            found.setdefault(tags.key(plain), plain)
    return list(found.values())


def _difficulty(text: str) -> str | None:
    return filters.DIFFICULTIES.get(text.strip().casefold())


def _language(text: str) -> str:
    """`zh` where a tenth of the letters or more are Chinese characters, as the readers tell it."""
    letters = sum(one.isalpha() for one in text)
    return "zh" if letters and len(_HAN.findall(text)) * 10 >= letters else "en"
