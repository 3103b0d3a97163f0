"""Which questions are new to a bank, which are in it already, and which are there otherwise."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.question import Question, normal_title

_ALIKE: tuple[Callable[[Question], tuple[Any, ...]], ...] = (
    lambda one: (one.company, one.date, one.answer),
    lambda one: (one.company, one.date),
    lambda one: (one.answer,),
    lambda one: (one.company,),
)
"""What two questions of one title may have in common, the surest first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the one of the bank that it is, and the fields in which they differ."""

    question: Question
    there: Question
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """The questions to add, and those that are there: the same, or differing."""

    new: tuple[Question, ...]
    same: tuple[Pair, ...]
    differing: tuple[Pair, ...]


def merge(
    questions: Sequence[Question],
    there: Sequence[Question],
    differ: Callable[[Question, Question], Iterable[str]],
) -> Merge:
    """What adding the questions to those that are there means.

    A question is one that is there by its id. Without an id of its own it is also known by its
    title: of several of that title, by its company and date, or else its answer; a title alone is
    enough where one of the two does not say who asked it. No question of the bank is taken for two.
    `differ` names the fields in which two differ.
    """
    found = _found(questions, there)
    same: list[Pair] = []
    differing: list[Pair] = []
    for one in questions:
        if one.id in found:
            fields = tuple(differ(one, found[one.id]))
            (differing if fields else same).append(Pair(one, found[one.id], fields))
    new = [one for one in questions if one.id not in found]
    return Merge(tuple(new), tuple(same), tuple(differing))


def _found(questions: Sequence[Question], there: Sequence[Question]) -> dict[str, Question]:
    by_id = {one.id: one for one in there}
    found = {one.id: by_id[one.id] for one in questions if one.id in by_id}
    taken = {one.id for one in found.values()}

    def pair(
        wanted: Callable[[Question], tuple[Any, ...] | None],
        having: Callable[[Question], tuple[Any, ...] | None],
    ) -> None:
        left: dict[tuple[Any, ...], deque[Question]] = {}
        for one in there:
            if one.id not in taken and (key := having(one)) is not None:
                left.setdefault((_title(one), *key), deque()).append(one)
        for one in questions:
            key = None if one.id in found or one.explicit_id else wanted(one)
            waiting = left.get((_title(one), *key)) if key is not None else None
            if waiting:
                found[one.id] = waiting.popleft()
                taken.add(found[one.id].id)

    for alike in _ALIKE:
        pair(alike, alike)
    pair(lambda one: None if one.company else (), lambda _: ())
    pair(lambda _: (), lambda one: None if one.company else ())
    return found


def _title(question: Question) -> tuple[str, str]:
    return normal_title(question.title), question.language
