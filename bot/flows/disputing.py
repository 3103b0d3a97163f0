"""Has a contested verdict judged again: durable work, in steps that may run again."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.core.attempt import Attempt, settled_answer
from bot.core.chat import Form
from bot.core.dispute import ARGUMENT, Dispute, DisputeState, raises
from bot.core.dispute_requests import Contest, OpenDisputeForm
from bot.core.errors import BadInput, NotAllowed, NotNow, Stopped
from bot.core.feedback import Feedback, Verdict
from bot.core.intents import Intent
from bot.core.keeping_grades import Disputes
from bot.core.pointing import chosen, which
from bot.core.ports import Step
from bot.core.question import digest
from bot.core.queueing import Kind, Ticket
from bot.core.requests import Request, Say
from bot.core.rubric import Checkpoint
from bot.flows.advising import weakest
from bot.flows.assessing import PROMPT_HASH, Task
from bot.flows.dispute_card import DisputeCard
from bot.flows.grading import Grading, channel_of
from bot.flows.hearing import is_contestable
from bot.flows.queueing import in_turn
from bot.flows.rejudging import Rejudged, rejudge
from bot.flows.settling import Settling, is_judged_by
from bot.flows.voice import Voice

_PATIENCE = 900
"""Seconds that a dispute waits for another job of its member to end."""


@dataclass(frozen=True)
class Disputing:
    """A checkpoint of an attempt is contested once. A second judgement never makes it worse."""

    disputes: Disputes
    settling: Settling
    grading: Grading
    voice: Voice

    async def form(self, inquiry: OpenDisputeForm) -> Form:
        """The form to contest a verdict on one's own attempt."""
        attempt = await self.grading.attempting.own(inquiry, inquiry.attempt)
        feedback, rubric = await self._contestable(attempt)
        if all(one.verdict is Verdict.COVERED for one in feedback.judgements):
            raise BadInput("error.nothing_to_contest")
        return (await self._cards(inquiry)).form(attempt.id, feedback, rubric)

    async def run(self, key: str, step: Step) -> None:
        """The whole of it for one request; what the request said is forgotten in the end."""
        request = await self.grading.requests.find(key)
        if request is None:
            return

        async def record() -> str:
            try:
                return await self._record(request)
            except (BadInput, NotAllowed) as error:
                await self.voice.tell(request, await self.voice.refusal(request, error))
                return ""

        async def judge() -> str:
            await self._judge(request, dispute)
            return dispute

        async def deliver() -> str:
            await self._deliver(request, dispute)
            return dispute

        dispute = await step("record", record)
        if dispute:
            await step("judge", judge)
            await step("deliver", deliver)
        await self.grading.requests.forget(key)

    async def give_up(self, request: Request) -> bool:
        """Where judging again failed for good, leave it to maintainers; whether it was a
        dispute."""
        if not await self._is_dispute(request):
            return False
        try:
            name = await self._record(request)
        except (BadInput, NotAllowed):
            return False
        await self._settle(name, Rejudged(trouble="error.gave_up"), request)
        await self._deliver(request, name)
        return True

    async def _is_dispute(self, request: Request) -> bool:
        if not isinstance(request, Say):
            return isinstance(request, Contest)
        heard = await self.grading.attempting.hearing.of(request)
        return heard is not None and heard.meant.intent is Intent.DISAGREE

    async def _record(self, request: Request) -> str:
        """Keep the dispute that a request is, and give its id. BadInput where it cannot be one."""
        attempt = await self._attempt(request)
        feedback, rubric = await self._contestable(attempt)
        checkpoint, argument = self._contested(request, feedback, rubric)
        name = digest(f"{attempt.id}\n{checkpoint.id}")
        known = await self.disputes.get(request.community, name)
        if known is None:
            before = next(one for one in feedback.judgements if one.checkpoint == checkpoint.id)
            if before.verdict is Verdict.COVERED:
                raise BadInput("error.no_such_checkpoint")
            await self.grading.limiting.admit(request.member, channel_of(attempt), name)
            known = await self.disputes.add(
                Dispute(
                    id=name,
                    attempt=attempt.id,
                    member=request.member,
                    checkpoint=checkpoint.id,
                    argument=argument,
                    at=self.grading.clock(),
                    before=before,
                )
            )
        if known.argument != argument:
            raise BadInput("error.contested_already")
        return known.id

    async def _attempt(self, request: Request) -> Attempt:
        if isinstance(request, Contest):
            return await self.grading.attempting.own(request, request.attempt)
        if isinstance(request, Say):
            heard = await self.grading.attempting.hearing.of(request)
            if heard is not None and heard.latest is not None:
                return heard.latest
        raise BadInput("error.no_attempt")

    async def _contestable(self, attempt: Attempt) -> tuple[Feedback, tuple[Checkpoint, ...]]:
        """The feedback on an attempt and what it was judged by; BadInput where nothing can be
        contested."""
        feedback = await self.grading.attempts.feedback(attempt.member.community, attempt.id)
        if feedback is None or not is_contestable(feedback):
            raise BadInput("error.nothing_to_contest")
        rubric = await self.settling.rubric(attempt)
        if not is_judged_by(feedback, rubric):
            raise BadInput("error.judged_by_another")
        return feedback, rubric

    def _contested(
        self, request: Request, feedback: Feedback, rubric: tuple[Checkpoint, ...]
    ) -> tuple[Checkpoint, str]:
        """The checkpoint that is contested, and the argument."""
        if isinstance(request, Contest):
            said, found = request.argument, chosen(request.checkpoint, rubric)
        else:
            said = request.text if isinstance(request, Say) else ""
            found = which(said, rubric) or weakest(rubric, feedback.judgements)
        if found is None:
            raise BadInput(
                "error.no_such_checkpoint"
                if isinstance(request, Contest)
                else "error.nothing_to_contest"
            )
        argument, _ = settled_answer(said, longest=ARGUMENT + 1)
        if not argument:
            raise BadInput("error.no_argument")
        if len(argument) > ARGUMENT:
            raise BadInput("error.long_argument", limit=ARGUMENT)
        return found, argument

    async def _judge(self, request: Request, name: str) -> None:
        """Judge it again, unless that is done."""
        dispute, attempt = await self._found(request, name)
        if dispute.state is not DisputeState.OPEN:
            return
        question = self.grading.bank().get(attempt.question)
        rubric = await self.settling.rubric(attempt)
        checkpoint = chosen(dispute.checkpoint, rubric)
        if question is None or checkpoint is None:
            await self._settle(name, Rejudged(trouble="error.judged_by_another"), request)
            return
        cards = await self._cards(request)
        await self.voice.tell(request, cards.reading(dispute, checkpoint), part="dispute")
        if attempt.asked:
            question = replace(question, title=attempt.asked, body="")
        answer = attempt.answer[: self.grading.attempting.longest]
        task = Task(attempt.id, question, rubric, answer, cards.language, argument=dispute.argument)
        judging = rejudge(self.grading.assessing, task, checkpoint, dispute.before)
        await self._settle(name, await self._limited(attempt, name, judging), request)

    async def _limited(
        self, attempt: Attempt, job: str, judging: AsyncGenerator[Rejudged, None]
    ) -> Rejudged:
        """What comes of it as the member's one long job, once the one before it is over."""
        limiting, found = self.grading.limiting, Rejudged()
        async with aclosing(judging):
            for _ in range(_PATIENCE):
                try:
                    async with limiting.turn(attempt.member, job):
                        ticket = Ticket(job, Kind.LIVE, attempt.member, channel_of(attempt))
                        growing = limiting.stoppable(
                            attempt.member, job, in_turn(self.grading.line, ticket, judging)
                        )
                        async with aclosing(growing):
                            async for so_far in growing:
                                if isinstance(so_far, Rejudged):
                                    found = so_far
                except NotNow:
                    await asyncio.sleep(1)
                    continue
                except Stopped as stopped:
                    found = replace(found, judgement=None, trouble=stopped.key)
                break
        if found.tokens:
            channel = channel_of(attempt)
            await limiting.spent(attempt.member, channel, job, found.tokens)
        return found

    async def _settle(self, name: str, found: Rejudged, request: Request) -> None:
        """Keep what came of judging it again."""
        was, _ = await self._found(request, name)
        if was.state is not DisputeState.OPEN:
            return
        better = found.judgement is not None and raises(was.before, found.judgement)
        now = replace(
            was,
            after=found.judgement,
            model=found.model,
            prompt_hash=PROMPT_HASH,
            trouble=found.trouble,
            state=DisputeState.CHANGED if better else DisputeState.KEPT,
        )
        await self.disputes.change(was, now)

    async def _deliver(self, request: Request, name: str) -> None:
        """Put what stands now into the feedback, and tell the member what became of it."""
        dispute, attempt = await self._found(request, name)
        await self.settling.settle(attempt)
        checkpoint = chosen(dispute.checkpoint, await self.settling.rubric(attempt))
        if checkpoint is not None:
            card = (await self._cards(request)).outcome(dispute, checkpoint)
            await self.voice.tell(request, card, part="dispute")

    async def _found(self, request: Request, name: str) -> tuple[Dispute, Attempt]:
        dispute = await self.disputes.get(request.community, name)
        if dispute is None:
            raise BadInput("error.no_dispute")
        attempt = await self.grading.attempts.get(request.community, dispute.attempt)
        if attempt is None:
            raise BadInput("error.no_attempt")
        return dispute, attempt

    async def _cards(self, request: Request) -> DisputeCard:
        return DisputeCard(self.voice.say, await self.voice.language(request))
