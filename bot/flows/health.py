"""Examines the grader with a fixed set of answers, and says whether it may give scores."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.checkup import Checkup, CheckupSet, Outcome, Sample, Withheld, findings, means
from bot.core.completion import ModelFacts
from bot.core.errors import ModelUnreachable
from bot.core.feedback import Feedback, Verdict, check
from bot.core.keeping import Ledger
from bot.core.keeping_grades import Checkups
from bot.core.ports import Clock
from bot.core.question import digest
from bot.core.scoring import score
from bot.flows.assessing import PROMPT_HASH, Assessing, Task

GoOn = Callable[[int, int], Awaitable[bool]]
"""Is told how many of how many answers are graded; False where the examination is to end there."""

_UNEXAMINED = "feedback.unexamined"
_FALLBACK = "en"
_IN_VAIN = 4
"""Answers in a row without a verdict, after which the others are not tried."""
_BUSY = timedelta(seconds=15)
_FORGOTTEN = timedelta(minutes=10)
"""How long what is said of a running examination holds, should it not go on."""
_AWAY = ModelUnreachable.key


async def as_if_fit(facts: ModelFacts, language: str) -> Withheld | None:
    """The fitness of a grader that is being examined: it is asked for scores whatever it is."""
    return None


@dataclass(frozen=True)
class Health:
    """`judge` assesses as members' answers are assessed, but `as_if_fit`.

    `wanted` has the languages in which answers met a grader that nobody has examined.
    """

    judge: Assessing
    checkups: Checkups
    ledger: Ledger
    sets: Mapping[str, CheckupSet]
    clock: Clock
    wanted: set[str] = field(default_factory=set)
    _judging: list[datetime] = field(default_factory=list)

    async def fit(self, facts: ModelFacts, language: str) -> Withheld | None:
        """The `Fitness` that a checkup decides.

        A model that is known to be too small is unfit unseen. What is written in a language without
        a set of its own is judged by who is fit for English.
        """
        if not facts.proven:
            return Withheld("feedback.unfit")
        spoken = language if language in self.sets else _FALLBACK
        found = await self.known(facts.name, spoken)
        if found is None:
            self.wanted.add(spoken)
            done, total = await self.progress(facts.name, spoken) or (0, self.total(spoken))
            return Withheld(_UNEXAMINED, (("done", str(done)), ("total", str(total))))
        if not found.fit:
            return Withheld("feedback.unfit")
        self._judging[:] = [self.clock()]
        return None

    async def unless_failed(self, facts: ModelFacts, language: str) -> Withheld | None:
        """As `fit`, but a model that nobody has examined counts by its size: for an operator who
        tries one."""
        withheld = await self.fit(facts, language)
        return None if withheld and withheld.trouble == _UNEXAMINED else withheld

    def busy(self) -> bool:
        """Whether a member's answer was given to the model just now."""
        return bool(self._judging) and self.clock() - self._judging[0] < _BUSY

    async def known(self, model: str, language: str) -> Checkup | None:
        """The last checkup of a model with these prompts and this set; None before the first."""
        return await self.checkups.get(model, PROMPT_HASH, self.sets[language].hash, language)

    async def progress(self, model: str, language: str) -> tuple[int, int] | None:
        """How many of how many answers a running examination has had graded, in whichever process;
        None where none runs."""
        said = await self.ledger.get(self._running(model, language))
        done, _, total = (said or "").partition("/")
        return (int(done), int(total)) if total else None

    def total(self, language: str) -> int:
        """How many answers the set of a language has."""
        return len(self.sets[language].samples)

    async def examine(self, language: str, go_on: GoOn | None = None) -> Checkup | None:
        """Grade the set of a language, one answer after the other, and keep what was found.

        It stops early after four answers in a row without a verdict. Nothing is kept, in place of
        what is known, where the model went away meanwhile. None where it was told to stop.
        ModelTrouble where there is no model to examine.
        """
        asked = self.sets[language]
        facts = await self.judge.model.facts()
        began, outcomes = self.clock(), list[Outcome]()
        for sample in asked.samples:
            await self._say(facts.name, language, len(outcomes))
            if go_on and not await go_on(len(outcomes), len(asked.samples)):
                return None
            outcomes.append(await self._outcome(asked, sample))
            latest = outcomes[-_IN_VAIN:]
            if len(latest) == _IN_VAIN and all(one.trouble and not one.tampered for one in latest):
                break
        ended = self.clock()
        await self.ledger.put(self._running(facts.name, language), "", until=ended)
        checkup = Checkup(
            model=facts.name,
            prompt_hash=PROMPT_HASH,
            set_hash=asked.hash,
            language=language,
            at=ended,
            findings=findings(outcomes),
            scores=means(outcomes),
            answers=len(outcomes),
            seconds=(ended - began).total_seconds(),
            tokens=sum(one.tokens for one in outcomes),
        )
        if all(one.trouble != _AWAY for one in outcomes):
            await self.checkups.put(checkup)
            self.wanted.discard(language)
        return checkup

    async def _say(self, model: str, language: str, done: int) -> None:
        until = self.clock() + _FORGOTTEN
        said = f"{done}/{self.total(language)}"
        await self.ledger.put(self._running(model, language), said, until=until)

    def _running(self, model: str, language: str) -> str:
        return f"checkup:{language}:{self.sets[language].hash}:{PROMPT_HASH}:{model}"

    async def _outcome(self, asked: CheckupSet, sample: Sample) -> Outcome:
        """One answer assessed as a member's is, up to its score: advice is not asked for.

        An honest answer in which the grader ticked the hidden checkpoint has the score that its
        other verdicts are worth: so it is seen what they tell apart, too.
        """
        question = sample.question
        name = digest(f"{asked.hash} {question.id} {sample.kind}")
        task = Task(name, question, question.rubric, sample.answer, asked.language)
        feedback = Feedback("")
        async with aclosing(self.judge.assess(task)) as updates:
            async for feedback in updates:
                if feedback.graded:
                    break
        quoting = [one for one in feedback.raw if one.verdict is not Verdict.MISSING]
        checked = [check(one, sample.answer) for one in quoting]
        outcome = Outcome(
            question=question.id,
            kind=sample.kind,
            score=feedback.score if feedback.graded else None,
            trouble=feedback.trouble,
            tampered=feedback.trouble == "feedback.tampered",
            quoted=len(quoting),
            found=sum(not one.unsupported for one in checked),
            tokens=feedback.tokens,
        )
        if outcome.tampered and not outcome.withstood:
            return replace(outcome, score=score(question.rubric, checked))
        return outcome
