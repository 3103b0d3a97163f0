"""The questions that are loaded now, and the ones that a filter lets through."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.core import tags
from bot.core.account import Account, Diagnostic
from bot.core.errors import NothingMatches
from bot.core.question import Question, identify


@dataclass(frozen=True)
class Bank:
    """An immutable set of questions in the order of their files. Build it with `gather`.

    `former` maps ids of old to those of today, so that history finds its question again.
    """

    questions: tuple[Question, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    accounts: tuple[Account, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_id = {question.id: question for question in self.questions}
        values: dict[str, dict[str, str]] = {}
        for name in ("tag", "company", "round", "difficulty", "language"):
            spelled = Counter(one for question in self.questions for one in _of(question, name))
            ordered = sorted(spelled, key=lambda one: (-spelled[one], one))
            values[name] = {}
            for one in ordered:
                values[name].setdefault(tags.key(one), one)
        object.__setattr__(self, "_by_id", by_id)
        object.__setattr__(self, "_values", values)

    def __len__(self) -> int:
        return len(self.questions)

    def get(self, question: str) -> Question | None:
        """The question of this id, or of one that it had before."""
        by_id: dict[str, Question] = self.__dict__["_by_id"]
        return by_id.get(question) or by_id.get(self.former.get(question, ""))

    def values(self, name: str) -> list[str]:
        """Every `tag`, `company` or `round`, one spelling each, the most frequent first."""
        by_key: dict[str, dict[str, str]] = self.__dict__["_values"]
        return list(by_key.get(name, {}).values())

    def matching(self, filters: Iterable[tuple[str, str]]) -> list[Question]:
        """The questions that pass every filter, in the bank's order.

        NothingMatches says which value the bank does not know, with those near it, or that no
        question has all of them together.
        """
        found = list(self.questions)
        for name, value in filters:
            found = [question for question in found if _passes(question, name, value)]
            if not any(_passes(question, name, value) for question in self.questions):
                self._unknown(name, value)
        if not found:
            wanted = " ".join(f"{name}:{value}" for name, value in filters)
            key = "error.nothing_matches" if self.questions else "error.empty_bank"
            raise NothingMatches(key, filters=wanted)
        return found

    def _unknown(self, name: str, value: str) -> None:
        if not self.questions:
            raise NothingMatches("error.empty_bank")
        if name == "question":
            near = [one.id for one in self.questions if value.casefold() in one.title.casefold()][
                :3
            ]
        else:
            near = tags.near(value, self.values(name), most=4)
        if near:
            raise NothingMatches(
                "error.unknown_value_near", option=name, value=value, near=", ".join(near)
            )
        known = ", ".join(self.values(name)[:6])
        if not known:
            raise NothingMatches("error.unknown_value_alone", option=name, value=value)
        raise NothingMatches("error.unknown_value", option=name, value=value, known=known)


def gather(
    questions: Iterable[Question],
    diagnostics: Iterable[Diagnostic] = (),
    former: Mapping[str, str] | None = None,
    *,
    accounts: Iterable[Account] = (),
) -> Bank:
    """The bank of these questions, with their identities settled.

    A question keeps its explicit id. Another is known by its title; where titles clash, company and
    date are added, and where those are the same too, the answer and then the place in order.
    """
    listed = list(questions)
    said = list(diagnostics)
    plain = Counter(identify(question.title) for question in listed if not question.explicit_id)
    taken: dict[str, Question] = {}
    for question in listed:
        candidates = _identities(question, clashes=plain[identify(question.title)] > 1)
        name = next(one for one in candidates if one not in taken)
        if question.explicit_id and name != question.explicit_id:
            first = taken[question.explicit_id]
            said.append(
                Diagnostic(
                    question.file,
                    question.line,
                    "duplicate-id",
                    "error",
                    f"the id {question.explicit_id!r} is that of {first.file}:{first.line} too",
                    "give one of the two another id",
                )
            )
        taken[name] = replace(question, id=name)
    return Bank(tuple(taken.values()), tuple(said), tuple(accounts), former or {})


def _identities(question: Question, *, clashes: bool) -> Iterable[str]:
    if question.explicit_id:
        yield question.explicit_id
    elif not clashes:
        yield identify(question.title)
    about = f"{question.company or ''}|{question.date or ''}"
    yield identify(question.title, also=about)
    yield identify(question.title, also=f"{about}|{question.answer_hash}")
    number = 2
    while True:
        yield identify(question.title, also=f"{about}|{question.answer_hash}|{number}")
        number += 1


def renamed(before: Mapping[str, str], now: Bank) -> dict[str, str]:
    """Former id to present id, for questions whose title changed since `before` (id to answer
    hash).

    Only an id that is gone is taken for renamed, and only where exactly one question without a past
    has the same reference answer: nothing is guessed.
    """
    present = {question.id for question in now.questions}
    fresh: dict[str, list[str]] = {}
    for question in now.questions:
        if question.id not in before and question.answer:
            fresh.setdefault(question.answer_hash, []).append(question.id)
    return {
        old: fresh[answer][0]
        for old, answer in before.items()
        if old not in present and len(fresh.get(answer, [])) == 1
    }


def _of(question: Question, name: str) -> tuple[str, ...]:
    match name:
        case "tag":
            return question.tags
        case "company":
            return (question.company,) if question.company else ()
        case "round":
            return (question.round,) if question.round else ()
        case "difficulty":
            return (question.difficulty,) if question.difficulty else ()
        case "language":
            return (question.language,)
        case "question":
            return (question.id, question.title)
    return ()


def _passes(question: Question, name: str, value: str) -> bool:
    return tags.key(value) in {tags.key(one) for one in _of(question, name)}
