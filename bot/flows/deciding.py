"""Shows maintainers what was suggested, and does what they decide: once for each suggestion."""

from dataclasses import dataclass, replace

from bot.core.bank_requests import (
    Approve,
    Deny,
    OpenDenialForm,
    OpenRevisionForm,
    Revise,
    ShowQueue,
)
from bot.core.chat import Button, Card, Form
from bot.core.errors import BadInput
from bot.core.keeping import Suggestions
from bot.core.ports import Approved
from bot.core.requests import Request, Who
from bot.core.suggestion import WAITING, State, Suggestion, reason_of
from bot.flows.announcing import Announcing
from bot.flows.similar import Similar
from bot.flows.suggestion_card import SuggestionCard
from bot.flows.voice import Voice

_TRIES = 3


@dataclass(frozen=True)
class Deciding:
    """Whoever comes here was found to be a maintainer. Of two who decide at once, one does, and the
    other is told what was decided."""

    suggestions: Suggestions
    approved: Approved
    similar: Similar
    announcing: Announcing
    voice: Voice

    async def queue(self, inquiry: ShowQueue) -> Card:
        """What has waited longest, or what stands behind another in the queue."""
        cards = await self._cards(inquiry)
        waiting = await self.suggestions.waiting(inquiry.community)
        if not waiting:
            return Card(
                title=self.voice.say(cards.language, "suggestion.queue"),
                body=self.voice.say(cards.language, "suggestion.queue_empty"),
                language=cards.language,
            )
        names = [one.id for one in waiting]
        at = (names.index(inquiry.after) + 1) % len(names) if inquiry.after in names else 0
        place = self.voice.say(cards.language, "suggestion.place", place=at + 1, count=len(waiting))
        alike = await self.similar.to(waiting[at])
        return cards.waiting(waiting[at], alike, note=place, more=len(waiting) > 1)

    async def revision(self, inquiry: OpenRevisionForm) -> Form:
        """The form in which a suggestion is changed."""
        one = await self._found(inquiry, inquiry.suggestion)
        cards = await self._cards(inquiry)
        self._check(one, one.revision, cards)
        return cards.edited(one, "revise")

    async def denial(self, inquiry: OpenDenialForm) -> Form:
        """The form in which it may be said why a suggestion is denied."""
        one = await self._found(inquiry, inquiry.suggestion)
        cards = await self._cards(inquiry)
        self._check(one, inquiry.revision, cards)
        return cards.denial(one)

    async def revise(self, request: Revise) -> None:
        """Put a maintainer's text in the place of the author's, and show it to be decided on."""
        was = await self._found(request, request.suggestion)
        cards = await self._cards(request)
        try:
            now = was.told(dict(request.values))
            if not now.title:
                raise BadInput("error.untitled")
            if was.revision != request.revision + 1 or now != was:  # else it is the same request
                self._check(was, request.revision, cards)
                now = replace(now, revision=was.revision + 1)
                if was.state is State.WRITING or not await self.suggestions.change(was, now):
                    raise BadInput("error.suggestion_changed")
        except BadInput as error:
            again = cards.button("revise", "suggestion.edit", was)
            values = dict(request.values)
            await self.voice.tell(request, cards.unsaved(values, cards.why(error), [again]))
            return
        await self.announcing.renew(now)
        await self.voice.tell(request, cards.waiting(now, await self.similar.to(now)))

    async def deny(self, request: Deny) -> None:
        """Refuse it, with a reason or without."""
        reason = reason_of(request.reason)
        cards = await self._cards(request)
        one = await self._found(request, request.suggestion)
        if one.state is State.QUEUED and one.revision == request.revision:
            now = replace(one, state=State.DENIED, decided_by=request.member, reason=reason)
            await self.suggestions.change(one, now)
            one = await self._found(request, request.suggestion)
        if one.state is not State.DENIED or one.decided_by != request.member:
            self._check(one, request.revision, cards)
            raise BadInput("error.suggestion_taken")
        await self._decided(request, one, "suggestion.done_denied")

    async def approve(self, request: Approve) -> None:
        """Write it to the bank's own file; where that fails it stays in the queue.

        It is claimed, written and then settled. After a crash in between the same request, or
        anybody's next try, goes on from there: the file takes a question once.
        """
        cards = await self._cards(request)
        for _ in range(_TRIES):
            one = await self._found(request, request.suggestion)
            if one.state is State.QUEUED and one.revision == request.revision:
                claimed = replace(one, state=State.WRITING, decided_by=request.member)
                await self.suggestions.change(one, claimed)
                one = await self._found(request, request.suggestion)
            if one.state is not State.WRITING or one.revision != request.revision:
                break
            await self._write(one)
            if await self.suggestions.change(one, replace(one, state=State.APPROVED)):
                await self._spread(replace(one, state=State.APPROVED))
        if one.state is not State.APPROVED or one.decided_by != request.member:
            self._check(one, request.revision, cards)
            raise BadInput("error.suggestion_taken")
        await self._decided(request, one, "suggestion.done_approved")

    async def _write(self, one: Suggestion) -> None:
        try:
            await self.approved.add(one.question)
        except Exception:
            await self.suggestions.change(one, replace(one, state=State.QUEUED, decided_by=None))
            raise

    async def _decided(self, request: Request, one: Suggestion, key: str) -> None:
        """Tell everybody whom it concerns, and who decided what is left."""
        await self._spread(one)
        cards = await self._cards(request)
        left = len(await self.suggestions.waiting(request.community))
        body = self.voice.say(cards.language, "suggestion.left", count=left)
        buttons = [Button(self.voice.say(cards.language, "suggestion.queue"), "queue")]
        card = cards.told(key, one, body if left else "", buttons if left else ())
        await self.voice.tell(request, card)

    async def _spread(self, one: Suggestion) -> None:
        """Tell the other maintainers and the author; who decides on their own knows it."""
        await self.announcing.renew(one)
        if one.member != one.decided_by:
            await self.announcing.decided(one)

    async def _found(self, who: Who, name: str) -> Suggestion:
        one = await self.suggestions.get(who.member.community, name)
        if one is None:
            raise BadInput("error.no_suggestion")
        return one

    def _check(self, one: Suggestion, revision: int, cards: SuggestionCard) -> None:
        """BadInput unless it waits for a decision as it stood in this revision."""
        if one.state not in WAITING:
            raise BadInput("error.suggestion_over", state=cards.state(one))
        if one.revision != revision:
            raise BadInput("error.suggestion_changed")

    async def _cards(self, who: Who) -> SuggestionCard:
        return SuggestionCard(self.voice.say, await self.voice.language(who))
