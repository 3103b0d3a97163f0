"""Hands what is asked of the daily questions to the flow that does it."""

from dataclasses import dataclass
from typing import assert_never

from bot.core.chat import Card
from bot.core.daily_requests import (
    AskDaily,
    AskDailyNow,
    CountDaily,
    ListDaily,
    OfferAnswer,
    PreviewDaily,
    RevealDaily,
    ShowDaily,
    SkipDaily,
    StartDaily,
    StopDaily,
    TellWeek,
)
from bot.flows.counting import Counting
from bot.flows.daily import Dailying
from bot.flows.daily_asking import DailyAsking
from bot.flows.offering import Offering
from bot.flows.revealing import Revealing
from bot.flows.telling_week import TellingWeek

DailyRequest = (
    StartDaily
    | StopDaily
    | SkipDaily
    | AskDailyNow
    | AskDaily
    | CountDaily
    | RevealDaily
    | TellWeek
    | OfferAnswer
)
DailyInquiry = PreviewDaily | ShowDaily | ListDaily


@dataclass(frozen=True)
class DailyDesk:
    """The flows of the daily questions."""

    managing: Dailying
    asking: DailyAsking
    counting: Counting
    revealing: Revealing
    telling_week: TellingWeek
    offering: Offering

    async def act(self, request: DailyRequest) -> None:
        """Do what is asked."""
        match request:
            case StartDaily():
                await self.managing.start(request)
            case StopDaily():
                await self.managing.stop(request)
            case SkipDaily():
                await self.managing.skip(request)
            case AskDailyNow():
                await self.managing.now(request)
            case AskDaily():
                await self.asking.ask(request)
            case CountDaily():
                await self.counting.count(request)
            case RevealDaily():
                await self.revealing.reveal(request)
            case TellWeek():
                await self.telling_week.tell(request)
            case OfferAnswer():
                await self.offering.offer(request)
            case _:
                assert_never(request)

    async def ask(self, inquiry: DailyInquiry) -> Card:
        """The card that answers."""
        match inquiry:
            case PreviewDaily():
                return await self.managing.preview(inquiry)
            case ShowDaily():
                return await self.managing.show(inquiry)
            case ListDaily():
                return await self.managing.list(inquiry)
            case _:
                assert_never(inquiry)
