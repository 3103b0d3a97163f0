"""Makes questions of several files one bank: settles their identities, and says what clashes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.core.account import Account, Diagnostic
from bot.core.aliases import Aliases
from bot.core.bank import Bank
from bot.core.index import originals
from bot.core.question import Question, digest, identify, normal_title


@dataclass(frozen=True)
class Part:
    """What one file of a bank holds, before it is made one with the others."""

    questions: Sequence[Question] = ()
    diagnostics: Sequence[Diagnostic] = ()
    accounts: Sequence[Account] = ()


def gather_parts(parts: Sequence[Part], aliases: Aliases | None = None) -> Bank:
    """The bank of these files, in their order."""
    return gather(
        chain.from_iterable(part.questions for part in parts),
        chain.from_iterable(part.diagnostics for part in parts),
        accounts=chain.from_iterable(part.accounts for part in parts),
        aliases=aliases,
    )


def gather(
    questions: Iterable[Question],
    diagnostics: Iterable[Diagnostic] = (),
    former: Mapping[str, str] | None = None,
    *,
    accounts: Iterable[Account] = (),
    aliases: Aliases | None = None,
) -> Bank:
    """The bank of these questions, with their identities settled.

    A question keeps its explicit id. A translation without one is `ID.LANGUAGE` of what it is of.
    Another is known by its title; where titles clash, company and date are added, and where those
    are the same too, what belongs to the question, then the answer, then the place in order.
    """
    listed = list(questions)
    said = list(diagnostics)
    settled = tuple(_settled(listed, said).values())
    said += [_no_original(settled[row]) for row in originals(settled)[1]]
    return Bank(settled, tuple(said), tuple(accounts), former or {}, aliases or Aliases())


def _settled(listed: list[Question], said: list[Diagnostic]) -> dict[str, Question]:
    titles = [normal_title(one.title) for one in listed]
    seen = Counter(
        title
        for title, one in zip(titles, listed, strict=True)
        if not one.explicit_id and not one.translation_of
    )
    stated = {one.explicit_id for one in listed if one.explicit_id}
    taken: dict[str, Question] = {}
    numbers: Counter[str] = Counter()
    first_of: dict[tuple[str, str], Question] = {}
    for title, question in zip(titles, listed, strict=True):
        name = ""
        for name in _identities(question, numbers, clashes=seen[title] > 1):
            if name not in taken and (name == question.explicit_id or name not in stated):
                break
        if question.explicit_id and name != question.explicit_id:
            said.append(_same_id(question, taken[question.explicit_id]))
        settled = taken[name] = question if question.id == name else replace(question, id=name)
        first = first_of.setdefault((title, question.language), settled)
        if (
            first is not settled
            and question.translation_of != first.id
            and not _told_apart(first, question)
        ):
            said.append(_same_title(question, first))
    return taken


def _identities(question: Question, numbers: Counter[str], *, clashes: bool) -> Iterator[str]:
    if question.explicit_id:
        yield question.explicit_id
    elif question.translation_of:
        yield f"{question.translation_of}.{question.language}"
    elif not clashes:
        yield identify(question.title)
    about = f"{question.company or ''}|{question.date or ''}"
    yield identify(question.title, also=about)
    if question.body:
        about += f"|{digest(question.body)}"
        yield identify(question.title, also=about)
    about += f"|{question.answer_hash}"
    last = identify(question.title, also=about)
    yield last
    numbers[last] = max(1, numbers[last])
    while True:  # of many that are the same in all, each goes on from the one before
        numbers[last] += 1
        yield identify(question.title, also=f"{about}|{numbers[last]}")


def _told_apart(one: Question, other: Question) -> bool:
    """Whether two questions of one title are plainly two: what belongs to them differs."""
    return bool(one.body or other.body) and one.body != other.body


def _same_id(question: Question, first: Question) -> Diagnostic:
    return Diagnostic(
        question.file,
        question.line,
        "duplicate-id",
        "error",
        f"the id {question.explicit_id!r} is that of {first.file}:{first.line} too",
        "give one of the two another id",
    )


def _same_title(question: Question, first: Question) -> Diagnostic:
    return Diagnostic(
        question.file,
        question.line,
        "duplicate-title",
        "warning",
        f"{first.file}:{first.line} has this title too; both are kept",
        "make one question of the two, or say in the titles what tells them apart",
    )


def _no_original(question: Question) -> Diagnostic:
    return Diagnostic(
        question.file,
        question.line,
        "no-original",
        "warning",
        f"it is a translation of {question.translation_of!r}, which leads to no question",
        "mend the id in `Translation of`, or leave the field out",
    )
