"""Shows maintainers what members contest, and does what they decide: once for each dispute."""

from dataclasses import dataclass, replace

from bot.core.attempt import Attempt
from bot.core.chat import Card, Direct, Form
from bot.core.dispute import JUDGED_AGAIN, Dispute, DisputeState
from bot.core.dispute_requests import OpenRulingForm, Overrule, ShowDisputes
from bot.core.errors import BadInput, CannotReach
from bot.core.feedback import Verdict
from bot.core.keeping_grades import Disputes
from bot.core.pointing import chosen
from bot.core.requests import Who
from bot.flows.dispute_card import KEEP, REASON, DisputeCard
from bot.flows.grading import Grading
from bot.flows.settling import Settling, is_judged_by
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Ruling:
    """Whoever comes here was found to be a maintainer; they see their own community's alone."""

    disputes: Disputes
    settling: Settling
    grading: Grading
    voice: Voice

    async def queue(self, inquiry: ShowDisputes) -> Card:
        """What has waited longest, or what stands behind another in the queue."""
        cards = await self._cards(inquiry)
        waiting = await self.disputes.waiting(inquiry.community)
        if not waiting:
            return cards.empty()
        names = [one.id for one in waiting]
        at = (names.index(inquiry.after) + 1) % len(names) if inquiry.after in names else 0
        one = waiting[at]
        attempt = await self._attempt(one)
        question = self.grading.bank().get(attempt.question)
        checkpoint = chosen(one.checkpoint, await self.settling.rubric(attempt))
        note, more = cards.place(at + 1, len(waiting)), len(waiting) > 1
        return cards.waiting(one, attempt, question, checkpoint, note=note, more=more)

    async def form(self, inquiry: OpenRulingForm) -> Form:
        """The form in which it may be said why."""
        one = await self._found(inquiry, inquiry.dispute)
        cards = await self._cards(inquiry)
        self._check(one, cards)
        if inquiry.verdict != KEEP:
            _verdict(inquiry.verdict)
            await self._check_rubric(await self._attempt(one))
        return cards.ruling(one, inquiry.verdict)

    async def rule(self, request: Overrule) -> None:
        """Let a verdict stand, or give another one."""
        cards = await self._cards(request)
        ruling = None if request.verdict == KEEP else _verdict(request.verdict)
        reason = request.reason.strip()
        if len(reason) > REASON:
            raise BadInput("error.long_argument", limit=REASON)
        one = await self._found(request, request.dispute)
        attempt = await self._attempt(one)
        keeper = request.member.id
        if one.state in JUDGED_AGAIN:
            if ruling is not None:
                await self._check_rubric(attempt)
            now = replace(
                one, state=DisputeState.RULED, ruled_by=keeper, ruling=ruling, reason=reason
            )
            await self.disputes.change(one, now)
            one = await self._found(request, request.dispute)
        if (one.ruled_by, one.ruling, one.reason) != (keeper, ruling, reason):
            self._check(one, cards)
        await self.settling.settle(attempt)
        await self._tell_member(one, attempt)
        left = len(await self.disputes.waiting(request.community))
        await self.voice.tell(request, cards.done(left))

    async def _tell_member(self, one: Dispute, attempt: Attempt) -> None:
        """Tell who contested it: directly, or where the feedback stands."""
        chosen_by = await self.voice.preferences(one.member, attempt.place)
        checkpoint = chosen(one.checkpoint, await self.settling.rubric(attempt))
        card = DisputeCard(self.voice.say, chosen_by.language or "en").ruled(one, checkpoint)
        key, mouth = f"ruled:{one.id}", self.voice.mouth(attempt.place)
        try:
            await mouth.reply(Direct(one.member), card, key=key)
        except CannotReach:
            await mouth.reply(attempt.place, card, key=key, only_to=one.member)

    async def _found(self, who: Who, name: str) -> Dispute:
        one = await self.disputes.get(who.member.community, name)
        if one is None:
            raise BadInput("error.no_dispute")
        return one

    async def _attempt(self, one: Dispute) -> Attempt:
        found = await self.grading.attempts.get(one.member.community, one.attempt)
        if found is None:
            raise BadInput("error.no_attempt")
        return found

    async def _check_rubric(self, attempt: Attempt) -> None:
        """BadInput where no score can be computed from another verdict any more."""
        feedback = await self.grading.attempts.feedback(attempt.member.community, attempt.id)
        rubric = await self.settling.rubric(attempt)
        if feedback is None or not is_judged_by(feedback, rubric):
            raise BadInput("error.judged_by_another")

    def _check(self, one: Dispute, cards: DisputeCard) -> None:
        """BadInput unless it waits for a maintainer."""
        if one.state is DisputeState.OPEN:
            raise BadInput("error.dispute_open")
        if one.state is DisputeState.RULED:
            verdict = self.voice.say(cards.language, f"verdict.{one.stands.verdict.value}")
            raise BadInput("error.dispute_ruled", verdict=verdict)

    async def _cards(self, who: Who) -> DisputeCard:
        return DisputeCard(self.voice.say, await self.voice.language(who))


def _verdict(value: str) -> Verdict:
    if value not in set(Verdict):
        raise BadInput("error.stale_button")
    return Verdict(value)
