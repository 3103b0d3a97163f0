"""Asks the questions of the day, when the clock says so, and says which were missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.attempt import Posting, PostingState
from bot.core.chat import Card, Channel, Direct, Member, Place
from bot.core.daily import Daily
from bot.core.daily_requests import AskDaily, AskDailyNow
from bot.core.errors import BadInput
from bot.core.happenings import Posted, Tell, untold
from bot.core.keeping import Postings
from bot.core.keeping_daily import Dailies, DailyPosting
from bot.core.ports import Clock
from bot.core.requests import Request
from bot.core.rotation import Chosen
from bot.flows.daily_card import DailyCard
from bot.flows.daily_choosing import DailyChoosing, posting_of
from bot.flows.running_low import RunningLow
from bot.flows.voice import Voice


@dataclass(frozen=True)
class DailyAsking:
    """A posting's id is the daily and the local date, so it is asked once whoever asks again."""

    dailies: Dailies
    choosing: DailyChoosing
    postings: Postings
    running_low: RunningLow
    voice: Voice
    clock: Clock
    tell: Tell = untold

    async def ask(self, request: AskDaily) -> None:
        """Ask what is due, and say in one sentence what was missed."""
        daily = await self.dailies.get(request.community, request.daily)
        if daily is None or not daily.running:
            return
        await self._say_missed(request, daily)
        if not request.day:
            return
        day = date.fromisoformat(request.day)
        for number in range(daily.count):
            name = posting_of(daily, day, number)
            reveal_at = daily.when.revealed_at(day)
            await self._one(request, daily, name, f"{request.key}:{number}", day, reveal_at)

    async def now(self, request: AskDailyNow, daily: Daily) -> None:
        """Ask the next question at once, beside those of the days."""
        name = posting_of(daily, request.key, 0)
        await self._one(request, daily, name, f"{request.key}:question", None, None)

    async def _one(
        self,
        request: Request,
        daily: Daily,
        name: str,
        key: str,
        day: date | None,
        reveal_at: datetime | None,
    ) -> None:
        posting = await self.postings.get(request.community, name)
        if posting is not None and posting.message:
            return
        language = await self.language(daily)
        known, chosen = await self._known(daily, name, language, key, day, reveal_at)
        question = self.choosing.text(known.head, daily, language)
        if question is None:
            raise BadInput("error.no_question")
        posting = posting or await self.postings.add(
            Posting(
                id=name,
                place=daily.home,
                home=daily.home,
                question=question.id,
                asked_by=daily.started_by,
                asked_at=self.clock(),
                filters=daily.filters,
                state=PostingState.SAYING,
            )
        )
        card = DailyCard(self.voice.say, language).question(question, daily, known)
        place, message = await self._say(daily.home, card, key)
        await self.postings.said(request.community, name, place, message)
        if day is not None and (due := daily.when.asked_at(day)) is not None:
            self.tell(Posted(request.community.platform, self.clock() - due))
        if chosen is not None:
            await self.running_low.tell(daily, chosen)

    async def card(self, daily: Daily, known: DailyPosting, people: int) -> Card | None:
        """The card of a question that was asked, with how many have answered; None where it is no
        longer in the bank."""
        language = await self.language(daily)
        question = self.choosing.text(known.head, daily, language)
        if question is None:
            return None
        return DailyCard(self.voice.say, language).question(question, daily, known, people)

    async def _known(
        self,
        daily: Daily,
        name: str,
        language: str,
        key: str,
        day: date | None,
        reveal_at: datetime | None,
    ) -> tuple[DailyPosting, Chosen | None]:
        """What is kept of a posting, with how far the rotation is, before it is said; with how it
        was chosen, if that was just now."""
        known = await self.dailies.posting(daily.community, name)
        chosen = None
        if known is None:
            chosen = await self.choosing.next(daily, language, name)
            head = self.choosing.bank().head(chosen.question)
            turn, now = chosen.turn, self.clock()
            known = DailyPosting(
                daily.community, name, daily.id, head, turn, now, day, reveal_at, key
            )
            await self.dailies.asked(known)
        return known, chosen

    async def _say(self, home: Place, card: Card, key: str) -> tuple[Place, str]:
        mouth = self.voice.mouth(home)
        if isinstance(home, Channel):
            thread = await mouth.open_thread(home, card, key=key)
            return thread, thread.id
        said = await mouth.reply(home, card, key=key)
        return said.place, said.id

    async def _say_missed(self, request: AskDaily, daily: Daily) -> None:
        days = [date.fromisoformat(one) for one in request.missed]
        missed = [day for day in days if not await self._was_asked(daily, day)]
        if not missed:
            return
        language = await self.language(daily)
        card = DailyCard(self.voice.say, language).missed(_few(missed), len(missed))
        mouth = self.voice.mouth(daily.home)
        await mouth.reply(daily.home, card, key=f"{request.key}:missed")

    async def _was_asked(self, daily: Daily, day: date) -> bool:
        return await self.dailies.posting(daily.community, posting_of(daily, day, 0)) is not None

    async def language(self, daily: Daily) -> str:
        """The language in which it is asked."""
        chosen = await self.voice.preferences(listener_at(daily.home), daily.home)
        return chosen.language or "en"


def listener_at(home: Place) -> Member:
    """Whose choices hold: a member's own in their direct conversation, else the channel's alone."""
    return home.member if isinstance(home, Direct) else Member(home.community, "")


def _few(days: Sequence[date], most: int = 3) -> str:
    shown = ", ".join(one.isoformat() for one in days[-most:])
    return shown if len(days) <= most else f"…, {shown}"
