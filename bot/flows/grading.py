"""Delivers the feedback on an answer: durable work, in two steps that may run again."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.core.attempt import Attempt, PostingState
from bot.core.chat import Card, Channel, Direct, Thread
from bot.core.completion import Delta
from bot.core.errors import BadInput, NotNow, Stopped
from bot.core.feedback import Feedback
from bot.core.keeping import Attempts, Postings
from bot.core.keeping_work import Requests
from bot.core.ports import BankHolder, Clock, Step
from bot.core.progress import Progress, progress
from bot.core.question import Question
from bot.core.queueing import Kind, Line, Standing, Ticket
from bot.core.requests import GradeAgain, Request, Say, Tick
from bot.core.rubric import Checkpoint
from bot.flows.assessing import Assessing, Task
from bot.flows.attempting import DEEPEST, Attempting
from bot.flows.daily_answers import DailyAnswers
from bot.flows.feedback_card import FeedbackCard
from bot.flows.limiting import Limiting
from bot.flows.queueing import in_turn
from bot.flows.rubric_source import RubricSource
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Grading:
    """Steps return ids only: what a member wrote stays in our own tables."""

    requests: Requests
    bank: BankHolder
    postings: Postings
    daily: DailyAnswers
    attempts: Attempts
    attempting: Attempting
    rubrics: RubricSource
    assessing: Assessing
    limiting: Limiting
    line: Line
    voice: Voice
    clock: Clock

    async def run(self, key: str, step: Step) -> None:
        """The whole of it for one request: an answer said or sent, or feedback asked for again.

        What the request said is forgotten in the end: the answer stands in the attempt.
        """
        request = await self.requests.find(key)
        if request is None:  # all was done, but for the last word of whoever runs us
            return

        async def record() -> str:
            try:
                return await self.attempting.record(request)
            except BadInput as error:
                await self.voice.tell(request, await self.voice.refusal(request, error))
                return ""

        async def deliver() -> str:
            await self.deliver(request, attempt)
            return attempt

        attempt = await step("record", record)
        if attempt:
            await step("deliver", deliver)
        await self.requests.forget(key)

    async def concerns(self, request: Say) -> bool:
        """Whether words in a place answer a question: one is open there, and was not skipped."""
        posting = await self.postings.at(request.place)
        return posting is not None and posting.state is not PostingState.SKIPPED

    async def give_up(self, request: Request) -> bool:
        """Where feedback failed for good, offer the checklist, or what was found before it failed;
        whether there was an attempt."""
        name = request.attempt if isinstance(request, GradeAgain) else request.makes
        attempt = await self.attempts.get(request.community, name)
        question = self.bank().get(attempt.question) if attempt else None
        if attempt is None or question is None:
            return False
        feedback = await self.attempts.feedback(request.community, attempt.id)
        if feedback is None or not feedback.graded:
            feedback = Feedback(attempt.id, trouble="error.gave_up")
            await self.attempts.keep(request.community, feedback, self.clock())
        card = (await self.cards(attempt, question, await self.voice.language(request))).of(
            feedback
        )
        mouth = self.voice.mouth(attempt.place)
        key = f"feedback:{attempt.id}"
        await mouth.reply(attempt.place, card, key=key, answers=request.key)
        return True

    async def deliver(self, request: Request, attempt_id: str) -> None:
        """Stream the feedback on an attempt to where it belongs; run twice, it replaces its
        message."""
        attempt = await self.attempts.get(request.community, attempt_id)
        if attempt is None:
            return
        question = self.bank().get(attempt.question)
        if question is None:
            error = BadInput("error.no_question")
            await self.voice.tell(request, await self.voice.refusal(request, error))
            return
        language = await self.voice.language(request)
        anyway = isinstance(request, GradeAgain) and request.anyway
        job = request.makes  # each time it is judged counts
        updates = self._updates(attempt, question, language, job, anyway=anyway)
        mouth = self.voice.mouth(attempt.place)
        async with aclosing(updates):
            said = await mouth.stream(
                attempt.place,
                updates,
                key=f"feedback:{attempt.id}",
                to=attempt.member,
                answers=request.key,
            )
        if said.place != attempt.place and isinstance(said.place, Direct):
            await self.attempts.moved(request.community, attempt.id, said.place)

    async def tick(self, request: Tick) -> None:
        """Tick, or untick, a checkpoint of an attempt that no model graded."""
        attempt = await self.attempting.own(request, request.attempt)
        feedback = await self.attempts.feedback(request.community, attempt.id)
        question = self.bank().get(attempt.question)
        if feedback is None or feedback.graded or question is None:
            raise BadInput("error.stale_button")
        cards = await self.cards(attempt, question, await self.voice.language(request))
        if request.checkpoint not in {one.id for one in cards.rubric}:
            raise BadInput("error.stale_button")
        ticked = set(feedback.ticked) ^ {request.checkpoint}
        in_order = tuple(one.id for one in cards.rubric if one.id in ticked)
        feedback = replace(feedback, ticked=in_order)
        await self.attempts.keep(request.community, feedback, self.clock())
        mouth = self.voice.mouth(attempt.place)
        key = f"feedback:{attempt.id}"
        await mouth.reply(attempt.place, cards.of(feedback), key=key, answers=request.key)

    async def show(self, attempt: Attempt, language: str, *, alone: bool = False) -> Card | None:
        """The card of an attempt's feedback as it is kept; None where there is none. One that its
        member sees `alone` is whole, to be read: what can be done stands under the other."""
        feedback = await self.attempts.feedback(attempt.member.community, attempt.id)
        question = self.bank().get(attempt.question)
        if feedback is None or question is None:
            return None
        cards = await self.cards(attempt, question, language)
        if not alone:
            return cards.of(feedback)
        return replace(replace(cards, public=False).of(feedback), buttons=())

    async def cards(self, attempt: Attempt, question: Question, language: str) -> FeedbackCard:
        """Who writes the cards of an attempt's feedback."""
        longest = self.attempting.longest
        return FeedbackCard(
            say=self.voice.say,
            language=language,
            rubric=await self.rubric(attempt, question),
            attempt=attempt.id,
            posting=attempt.posting,
            asked=attempt.asked,
            cut_to=longest if len(attempt.answer) > longest else None,
            progress=await self._progress(attempt),
            public=isinstance(attempt.place, Thread),
            daily=await self.daily.of(attempt),
        )

    async def rubric(self, attempt: Attempt, question: Question) -> tuple[Checkpoint, ...]:
        """What the attempt is judged by: of a follow-up, the checkpoints that it is aimed at."""
        whole = await self.rubrics.of(question)
        aimed = tuple(one for one in whole if one.id in attempt.aims)
        return aimed or whole

    async def _progress(self, attempt: Attempt) -> Progress | None:
        """What changed since the member's attempt at the same question before this one."""
        community = attempt.member.community
        if attempt.depth:
            return None
        now = await self.attempts.feedback(community, attempt.id)
        for one in await self.attempts.of(attempt.member, attempt.question):
            if one.at < attempt.at and one.id != attempt.id:
                before = await self.attempts.feedback(community, one.id)
                if before is not None and before.graded and before.proven:
                    return progress(before, now) if now and now.graded and now.proven else None
        return None

    async def _updates(
        self, attempt: Attempt, question: Question, language: str, job: str, *, anyway: bool
    ) -> AsyncGenerator[Delta | Card, None]:
        """What the member sees, as it comes; each feedback that may be the last is kept before it
        is said."""
        cards = await self.cards(attempt, question, language)
        if not cards.rubric:
            yield cards.without_rubric()
            return
        if attempt.asked:
            question = replace(question, title=attempt.asked, body="")
        task = Task(
            attempt.id,
            question,
            tuple(cards.rubric),
            attempt.answer[: self.attempting.longest],
            language,
            anyway=anyway,
            followup=attempt.depth < DEEPEST,
        )
        async with aclosing(self._limited(attempt, task, job)) as assessing:
            async for feedback in assessing:
                if isinstance(feedback, Standing):
                    yield cards.in_line(feedback)
                    continue
                if feedback.graded or feedback.trouble:
                    await self.attempts.keep(attempt.member.community, feedback, self.clock())
                    cards = replace(cards, progress=await self._progress(attempt))
                yield cards.of(feedback)

    async def _limited(
        self, attempt: Attempt, task: Task, job: str
    ) -> AsyncGenerator[Feedback | Standing, None]:
        """Where the answer stands in the line for the model, then the feedback as it grows, as far
        as the member's limits let it; what it took is noted."""
        member, channel = attempt.member, channel_of(attempt)
        feedback, asked = Feedback(attempt.id), False
        try:
            await self.limiting.admit(member, channel, job)
            async with self.limiting.turn(member, attempt.id):
                growing: AsyncGenerator[Feedback | Standing, None] = self.assessing.assess(task)
                if self.assessing.needs_model(task):
                    growing = in_turn(self.line, Ticket(job, Kind.LIVE, member, channel), growing)
                growing = self.limiting.stoppable(member, attempt.id, growing)
                try:
                    async with aclosing(growing):
                        async for one in growing:
                            if isinstance(one, Feedback):
                                feedback = one
                                asked = asked or bool(one.model and not one.trouble)
                            yield one
                finally:
                    if asked:
                        await self.limiting.spent(member, channel, job, feedback.tokens)
        except NotNow as wait:
            facts = tuple((name, str(value)) for name, value in wait.facts.items())
            yield Feedback(attempt.id, trouble=wait.key, facts=facts)
        except Stopped as stopped:
            if feedback.graded:  # the verdicts stand; what was stopped is the advice
                yield replace(feedback, advice_failed=True)
            else:
                yield Feedback(attempt.id, trouble=stopped.key, tokens=feedback.tokens)


def channel_of(attempt: Attempt) -> Channel | None:
    """The channel whose limits an attempt counts against; None for a private one."""
    return attempt.place.channel if isinstance(attempt.place, Thread) else None
