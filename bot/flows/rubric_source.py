"""Finds what a question is judged by: its author's checkpoints, else those that are kept for it."""

from dataclasses import dataclass, replace

from bot.core.keeping_grades import Rubrics
from bot.core.ports import BankHolder, Clock
from bot.core.question import Question
from bot.core.rubric import Checkpoint, KeptRubric, cut


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
            found = await self.kept.get(question.id, question.answer_hash)
            if found is None:
                pieces = cut(question.answer, question.core)
                if not pieces:
                    return ()
                made = KeptRubric(
                    question.id, question.answer_hash, pieces, "cut", False, self.clock()
                )
                found = await self.kept.add(made)
            checkpoints = found.checkpoints
        return self._translated(question, checkpoints)

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
