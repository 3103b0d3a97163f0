"""Finds what a question is judged by: its author's checkpoints, else those that are kept for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.errors import BadInput
from bot.core.keeping_grades import Rubrics
from bot.core.ports import BankHolder, Clock
from bot.core.question import Question
from bot.core.rubric import Checkpoint, KeptRubric, cut
from bot.core.rubric_edit import revision

CUT, MAINTAINER = "cut", "maintainer"
"""Who may have made a rubric, if it was no model."""


@dataclass(frozen=True, slots=True)
class RubricState:
    """What is kept for a question whose file states no rubric.

    `now` holds for today's answer (None: nothing is kept, and it is cut when first asked for);
    `earlier` is the newest that a person or a model made from another answer.
    """

    question: Question
    now: KeptRubric | None = None
    earlier: KeptRubric | None = None

    @property
    def cut(self) -> tuple[Checkpoint, ...]:
        """What code cuts from the answer."""
        return cut(self.question.answer, self.question.core)

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """What an answer is judged by."""
        return self.now.checkpoints if self.now else self.question.rubric or self.cut

    @property
    def made_by(self) -> str:
        """`cut`, a model's name or `maintainer`; empty where its author did, or nobody."""
        if self.question.rubric:
            return ""
        return self.now.made_by if self.now else CUT if self.cut else ""

    @property
    def is_reviewed(self) -> bool:
        """Whether a maintainer has seen and approved it; what its author wrote needs nobody."""
        return self.now.reviewed if self.now else bool(self.question.rubric)

    @property
    def is_stale(self) -> bool:
        """Whether work on a rubric is of no use since the reference answer changed."""
        is_cut = self.now is None or (self.now.made_by == CUT and not self.now.reviewed)
        return self.earlier is not None and is_cut

    @property
    def revision(self) -> str:
        """What tells this state from another, the kept cut being the same as the one to come."""
        return revision(
            self.question.answer_hash, self.checkpoints, self.made_by, reviewed=self.is_reviewed
        )

    @property
    def to_edit(self) -> tuple[Checkpoint, ...]:
        """What an edit begins with: earlier work rather than what code cut since."""
        return self.earlier.checkpoints if self.earlier and self.is_stale else self.checkpoints


@dataclass(frozen=True)
class RubricSource:
    """The same for everybody, and the same tomorrow: what is cut from an answer is cut once."""

    kept: Rubrics
    bank: BankHolder
    clock: Clock

    async def of(self, question: Question) -> tuple[Checkpoint, ...]:
        """The rubric of a question; empty where it has neither rubric nor reference answer.

        Checkpoints say their text in the question's other languages too, where a translation in the
        bank has a rubric of the same ids.
        """
        checkpoints = question.rubric
        if not checkpoints and question.answer:
            found = await self._found(question)
            if found is None:
                pieces = cut(question.answer, question.core)
                if not pieces:
                    return ()
                found = await self.kept.add(self._made(question, pieces, CUT))
            checkpoints = found.checkpoints
        return self._translated(question, checkpoints)

    async def state(self, question: Question) -> RubricState:
        """What is kept for a question; nothing is changed by asking."""
        if question.rubric or not question.answer:
            return RubricState(question)
        kept = [one for name in self._names(question) for one in await self.kept.of(name)]
        return _state(question, kept)

    async def all(self) -> list[RubricState]:
        """The state of every question that has a reference answer and no rubric of its author's."""
        bank = self.bank()
        kept: dict[str, list[KeptRubric]] = {}
        for one in await self.kept.all():
            row = bank.row(one.question)
            if row is not None:
                kept.setdefault(bank.index.ids[row], []).append(one)
        asked = (one for one in bank.questions if one.answer and not one.rubric)
        return [_state(one, kept.get(one.id, ())) for one in asked]

    async def settle(
        self,
        was: RubricState,
        checkpoints: Sequence[Checkpoint],
        made_by: str,
        *,
        reviewed: bool,
    ) -> RubricState:
        """Keep checkpoints for a question as it stood in a state, and give its state now.

        BadInput where its file states a rubric, where there is no answer to judge by, and where
        somebody else was faster.
        """
        question = was.question
        if question.rubric:
            raise BadInput("error.rubric_by_author", place=f"{question.file}:{question.line}")
        if not question.answer:
            raise BadInput("error.rubric_no_answer", wanted=question.id)
        now = self._made(question, checkpoints, made_by, reviewed=reviewed)
        before = was.now if was.now and was.now.question == question.id else None
        if not await self.kept.change(before, now):
            raise BadInput("error.rubric_changed")
        return replace(was, now=now)

    async def forget(self, question: Question) -> int:
        """Drop all that is kept for a question, and say how many rubrics that were."""
        return sum([await self.kept.forget(name) for name in self._names(question)])

    async def _found(self, question: Question) -> KeptRubric | None:
        """What is kept for this answer, also by an id that the question had before."""
        found = await self.kept.get(question.id, question.answer_hash)
        for name in () if found else self._names(question)[1:]:
            found = found or await self.kept.get(name, question.answer_hash)
        return found

    def _made(
        self,
        question: Question,
        checkpoints: Sequence[Checkpoint],
        made_by: str,
        *,
        reviewed: bool = False,
    ) -> KeptRubric:
        hashed = question.answer_hash
        return KeptRubric(question.id, hashed, tuple(checkpoints), made_by, reviewed, self.clock())

    def _names(self, question: Question) -> list[str]:
        former = [old for old, new in self.bank().former.items() if new == question.id]
        return [question.id, *former]

    def _translated(
        self, question: Question, checkpoints: tuple[Checkpoint, ...]
    ) -> tuple[Checkpoint, ...]:
        texts: dict[str, dict[str, str]] = {one.id: dict(one.texts) for one in checkpoints}
        for other in self.bank().variants(question.id):
            if other.id == question.id or {one.id for one in other.rubric} != set(texts):
                continue
            for one in other.rubric:
                texts[one.id].setdefault(other.language, one.text)
        return tuple(replace(one, texts=tuple(texts[one.id].items())) for one in checkpoints)


def _state(question: Question, kept: Sequence[KeptRubric]) -> RubricState:
    newest = sorted(kept, key=lambda one: (one.question == question.id, one.at), reverse=True)
    current = (one for one in newest if one.answer_hash == question.answer_hash)
    older = [one for one in kept if one.answer_hash != question.answer_hash and one.made_by != CUT]
    return RubricState(
        question,
        next(current, None),
        max(older, key=lambda one: one.at, default=None),
    )
