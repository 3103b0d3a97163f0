"""Takes a suggested question from its author: written by form, held against what there is,
queued."""

from dataclasses import dataclass, replace

from bot.core.bank_requests import (
    OpenSuggestionForm,
    SendSuggestion,
    ShowSuggestions,
    Suggest,
    Withdraw,
)
from bot.core.chat import Button, Card, Form
from bot.core.errors import BadInput
from bot.core.keeping import Suggestions
from bot.core.ports import Clock
from bot.core.requests import Request, Who
from bot.core.suggestion import MOST_OPEN, OPEN, WAITING, State, Suggestion
from bot.flows.announcing import Announcing
from bot.flows.similar import Similar
from bot.flows.suggestion_card import SuggestionCard
from bot.flows.voice import Voice

_LISTED = 10


@dataclass(frozen=True)
class Contributing:
    """Everything is told to the author alone. A request that comes twice is one suggestion."""

    suggestions: Suggestions
    similar: Similar
    announcing: Announcing
    voice: Voice
    clock: Clock

    async def form(self, inquiry: OpenSuggestionForm) -> Form:
        """The form to suggest a question, or to change one's own."""
        cards = await self._cards(inquiry)
        if inquiry.suggestion is None:
            return cards.form(dict(inquiry.values), "suggest")
        one = await self._own(inquiry, inquiry.suggestion)
        if one.state not in (State.DRAFT, State.QUEUED):
            raise BadInput("error.suggestion_over", state=cards.state(one))
        return cards.edited(one, "suggest")

    async def mine(self, inquiry: ShowSuggestions) -> Card:
        """One's own suggestions, and what became of them."""
        listed = await self.suggestions.by(inquiry.member, most=_LISTED)
        return (await self._cards(inquiry)).mine(listed)

    async def suggest(self, request: Suggest) -> None:
        """Keep what the form said as a draft; queue it, unless it may be a duplicate."""
        cards = await self._cards(request)
        try:
            one = await self._kept(request)
        except BadInput as error:
            again = Button(self.voice.say(cards.language, "suggestion.new"), "suggest")
            values = dict(request.values)
            await self.voice.tell(request, cards.unsaved(values, cards.why(error), [again]))
            return
        alike = await self.similar.to(one) if one.state is State.DRAFT else []
        if one.state is State.DRAFT and not one.title:
            body = self.voice.say(cards.language, "error.untitled")
            await self.voice.tell(request, cards.told("refusal.title", one, body, cards.own(one)))
        elif alike:
            await self.voice.tell(request, cards.close(one, alike))
        else:
            await self._queue(request, one)

    async def send(self, request: SendSuggestion) -> None:
        """Queue a draft although there is a question like it."""
        one = await self._own(request, request.suggestion)
        if one.state is State.DRAFT and not one.title:
            raise BadInput("error.untitled")
        await self._queue(request, one)

    async def withdraw(self, request: Withdraw) -> None:
        """Take one's own back: its words are forgotten, also where maintainers were told of it."""
        one = await self._own(request, request.suggestion)
        cards = await self._cards(request)
        if one.state in (State.DRAFT, State.QUEUED):
            await self.suggestions.change(one, one.forgotten())
            one = await self._own(request, request.suggestion)
        if one.state is not State.WITHDRAWN:
            raise BadInput("error.suggestion_over", state=cards.state(one))
        await self.announcing.renew(one)
        body = self.voice.say(cards.language, "suggestion.withdrawn")
        await self.voice.tell(request, cards.told("suggestion.withdrawn_title", one, body))

    async def _kept(self, request: Suggest) -> Suggestion:
        """The draft that the request makes, or the one that it is a new text of."""
        if request.suggestion is not None:
            return await self._rewritten(request, request.suggestion)
        name = request.makes
        known = await self.suggestions.get(request.community, name)
        if known is not None:
            return known
        at, spoken = self.clock(), request.language
        empty = Suggestion(name, request.member, request.place, at, title="", spoken=spoken)
        draft = empty.told(dict(request.values))
        mine = await self.suggestions.by(request.member)
        if sum(one.state in OPEN for one in mine) >= MOST_OPEN:
            raise BadInput("error.many_suggestions", most=MOST_OPEN)
        return await self.suggestions.add(draft)

    async def _rewritten(self, request: Suggest, name: str) -> Suggestion:
        was = await self._own(request, name)
        told = was.told(dict(request.values))
        if was.revision == request.revision + 1 and told == was:  # the same request again
            return was
        now = replace(told, state=State.DRAFT, revision=request.revision + 1)
        open_ = was.state in (State.DRAFT, State.QUEUED) and was.revision == request.revision
        if not open_ or not await self.suggestions.change(was, now):
            raise BadInput("error.suggestion_changed")
        return now

    async def _queue(self, request: Request, one: Suggestion) -> None:
        """Put a draft into the queue, unless that was done; tell its author how it stands."""
        if one.state is State.DRAFT:
            await self.suggestions.change(one, replace(one, state=State.QUEUED, announced=True))
            one = await self._own(request, one.id)
        if one.state in WAITING:
            await self.announcing.renew(one)
        cards = await self._cards(request)
        if one.state not in WAITING:
            raise BadInput("error.suggestion_over", state=cards.state(one))
        say = self.voice.say
        buttons = [Button(say(cards.language, "suggestion.mine"), "mine")]
        if await self.announcing.standing.keeps_bank(request):
            buttons.append(Button(say(cards.language, "suggestion.queue"), "queue"))
        body = say(cards.language, "suggestion.queued")
        await self.voice.tell(request, cards.told("suggestion.queued_title", one, body, buttons))

    async def _own(self, who: Who, name: str) -> Suggestion:
        one = await self.suggestions.get(who.member.community, name)
        if one is None or one.member != who.member:  # whose it is, nobody else is told
            raise BadInput("error.no_suggestion")
        return one

    async def _cards(self, who: Who) -> SuggestionCard:
        return SuggestionCard(self.voice.say, await self.voice.language(who))
