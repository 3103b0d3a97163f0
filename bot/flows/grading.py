"""Records an answer and delivers its feedback: durable work, in two steps that may run again."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.core.attempt import Attempt, Posting, PostingState, settled_answer
from bot.core.chat import Card, Direct, Place
from bot.core.completion import Delta
from bot.core.errors import BadInput
from bot.core.feedback import Feedback
from bot.core.keeping import Attempts, Postings, Requests
from bot.core.ports import BankHolder, Clock, LanguageModel, Step
from bot.core.question import Question, digest
from bot.core.requests import GradeAgain, Request, Say, SubmitAnswer, Tick
from bot.core.rubric import Checkpoint
from bot.flows.assessing import assess, rubric_of
from bot.flows.feedback_card import FeedbackCard
from bot.flows.voice import Voice

LONGEST = 4000
"""Characters of an answer that are kept and judged."""


@dataclass(frozen=True)
class Grading:
    """Steps return ids only: what a member wrote stays in our own tables."""

    requests: Requests
    bank: BankHolder
    postings: Postings
    attempts: Attempts
    voice: Voice
    model: LanguageModel
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
                return await self.record(request)
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
        """Where feedback failed for good, offer the checklist; whether there was an attempt."""
        name = request.attempt if isinstance(request, GradeAgain) else _attempt_of(request)
        attempt = await self.attempts.get(request.community, name)
        question = self.bank().get(attempt.question) if attempt else None
        if attempt is None or question is None:
            return False
        feedback = Feedback(attempt.id, trouble="error.gave_up")
        await self.attempts.keep(request.community, feedback, self.clock())
        language = await self.voice.language(request)
        card = self._cards(attempt, rubric_of(question), language).of(feedback)
        mouth = self.voice.mouth(attempt.place)
        await mouth.reply(attempt.place, card, key=f"feedback:{attempt.id}")
        return True

    async def record(self, request: Request) -> str:
        """Keep the attempt that the request is, and give its id; "" for words that answer
        nothing."""
        match request:
            case GradeAgain(attempt=name):
                attempt = await self._own(request, name)
                known = await self.attempts.feedback(request.community, name)
                if known is not None and known.graded:
                    raise BadInput("error.stale_button")
                return attempt.id
            case SubmitAnswer(posting=name, text=text, private=private):
                posting = await self.postings.get(request.community, name)
                if posting is None:
                    raise BadInput("error.no_posting")
                return await self._keep(request, posting, text, private=private)
            case Say(text=text):
                found = await self.postings.at(request.place)
                if found is not None:
                    return await self._keep(request, found, text, private=False)
        return ""

    async def _keep(self, request: Request, posting: Posting, text: str, *, private: bool) -> str:
        answer, _ = settled_answer(text, longest=LONGEST + 1)
        if not answer:
            raise BadInput("error.empty_answer")
        chosen = await self.voice.preferences(request.member, request.place, request.language)
        private = private or chosen.privacy == "private"
        place: Place = Direct(request.member) if private else posting.place
        helped = await self.postings.was_helped(request.community, posting.id, request.member)
        kept = await self.attempts.add(
            Attempt(
                id=_attempt_of(request),
                posting=posting.id,
                question=posting.question,
                member=request.member,
                place=place,
                answer=answer,
                at=self.clock(),
                private=private,
                helped=helped,
            )
        )
        return kept.id

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
        updates = self._updates(attempt, question, language)
        mouth = self.voice.mouth(attempt.place)
        async with aclosing(updates):
            await mouth.stream(
                attempt.place, updates, key=f"feedback:{attempt.id}", to=attempt.member
            )

    async def tick(self, request: Tick) -> None:
        """Tick, or untick, a checkpoint of an attempt that no model graded."""
        attempt = await self._own(request, request.attempt)
        feedback = await self.attempts.feedback(request.community, attempt.id)
        question = self.bank().get(attempt.question)
        if feedback is None or feedback.graded or question is None:
            raise BadInput("error.stale_button")
        rubric = rubric_of(question)
        if request.checkpoint not in {one.id for one in rubric}:
            raise BadInput("error.stale_button")
        ticked = set(feedback.ticked) ^ {request.checkpoint}
        feedback = replace(feedback, ticked=tuple(one.id for one in rubric if one.id in ticked))
        await self.attempts.keep(request.community, feedback, self.clock())
        language = await self.voice.language(request)
        cards = self._cards(attempt, rubric, language)
        mouth = self.voice.mouth(attempt.place)
        await mouth.reply(
            attempt.place,
            cards.of(feedback),
            key=f"feedback:{attempt.id}",
        )

    async def _updates(
        self, attempt: Attempt, question: Question, language: str
    ) -> AsyncGenerator[Delta | Card, None]:
        """What the member sees, as it comes; each feedback that may be the last is kept before it
        is said."""
        rubric = rubric_of(question)
        cards = self._cards(attempt, rubric, language)
        if not rubric:
            yield cards.without_rubric()
            return
        answer = attempt.answer[:LONGEST]
        assessing = assess(self.model, question, answer, attempt=attempt.id, language=language)
        async with aclosing(assessing):
            async for update in assessing:
                if isinstance(update, Delta):
                    yield update
                    continue
                if update.graded or update.trouble:
                    await self.attempts.keep(attempt.member.community, update, self.clock())
                yield cards.of(update)

    async def _own(self, request: Request, attempt: str) -> Attempt:
        found = await self.attempts.get(request.community, attempt)
        if found is None:
            raise BadInput("error.no_attempt")
        if found.member != request.member:
            raise BadInput("error.not_yours")
        return found

    def _cards(
        self, attempt: Attempt, rubric: tuple[Checkpoint, ...], language: str
    ) -> FeedbackCard:
        cut_to = LONGEST if len(attempt.answer) > LONGEST else None
        return FeedbackCard(self.voice.say, language, rubric, attempt.id, attempt.posting, cut_to)


def _attempt_of(request: Request) -> str:
    """The id of the attempt that a request makes: the same request makes the same attempt."""
    return digest(f"{request.community}\n{request.key}")
