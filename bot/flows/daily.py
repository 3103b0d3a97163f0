"""Lets those who may choose what is asked day by day, where and when."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.core.chat import Card, Channel, Direct, Group, Home, Place, Thread
from bot.core.daily import Daily, daily_of
from bot.core.daily_requests import (
    AskDailyNow,
    ListDaily,
    PreviewDaily,
    ShowDaily,
    SkipDaily,
    StartDaily,
    StopDaily,
)
from bot.core.errors import BadInput, NotAllowed
from bot.core.keeping import Setups
from bot.core.keeping_daily import Dailies
from bot.core.ports import Clock
from bot.core.requests import Request
from bot.core.rotation import Chosen
from bot.core.schedule import Due, Schedule, following
from bot.flows.daily_asking import DailyAsking
from bot.flows.daily_card import DailyCard
from bot.flows.daily_choosing import DailyChoosing, posting_of
from bot.flows.finding import Finding
from bot.flows.standing import Standing
from bot.flows.voice import Voice

_EARLY = time(9)
"""The time of day where none was chosen."""
_DAYS = {"today": 0, "今天": 0, "tomorrow": 1, "明天": 1, "后天": 2}


@dataclass(frozen=True)
class Dailying:
    """A channel's daily questions are managed by its organisers, those of a direct conversation by
    its member."""

    dailies: Dailies
    asking: DailyAsking
    choosing: DailyChoosing
    setups: Setups
    finding: Finding
    standing: Standing
    voice: Voice
    clock: Clock

    async def start(self, request: StartDaily) -> None:
        """Begin, or change what was chosen; what cannot be asked is refused, and nothing
        changes."""
        home = await self._home(request, request.where, request.daily)
        known = await self.dailies.get(request.community, daily_of(home))
        daily = known or await self._new(request, home)
        choices = dict(request.choices)
        tells = choices.pop("tells", None)
        daily = replace(daily.chosen(choices.items()), running=True, started_by=request.member)
        if tells is not None:
            daily = replace(daily, tells=await self._group(request, home, tells))
        daily = daily.since(self.clock().astimezone(daily.when.clock).date())
        await self._next(daily)  # nothing that matches is a refusal
        await self._keep(request, daily, "daily.started" if known is None else "daily.changed")

    async def stop(self, request: StopDaily) -> None:
        """End it; what was chosen is kept for another start."""
        daily = await self._known(request, request.where, request.daily)
        await self._keep(request, replace(daily, running=False), "daily.stopped")

    async def skip(self, request: SkipDaily) -> None:
        """Ask nothing on a day, or do ask on it."""
        daily = await self._known(request, request.where, request.daily)
        day = self._day(daily, request.day)
        changed = daily.without(day, again=request.again)
        key = "daily.asked_again" if request.again else "daily.skipped"
        skipped = None if request.again else day
        await self._keep(request, changed, key, skipped, day=day.isoformat())

    async def now(self, request: AskDailyNow) -> None:
        """Ask the next question at once."""
        await self.asking.now(request, await self._known(request, request.where, request.daily))

    async def preview(self, inquiry: PreviewDaily) -> Card:
        """The question that comes next, and why that one."""
        daily = await self._known(inquiry, inquiry.where, inquiry.daily)
        language = await self.voice.language(inquiry)
        coming = self._coming(daily)
        chosen = await self._next(daily)
        question = self.choosing.question(chosen)
        if question is None:
            raise BadInput("error.no_question")
        topic = self.choosing.topic(chosen)
        return DailyCard(self.voice.say, language).preview(daily, chosen, question, topic, coming)

    async def show(self, inquiry: ShowDaily) -> Card:
        """What is asked here day by day."""
        home = await self._place(inquiry, inquiry.where, inquiry.daily)
        daily = await self.dailies.get(inquiry.community, daily_of(home))
        if daily is None:
            raise BadInput("error.no_daily")
        return await self._card(inquiry, daily, "")

    async def list(self, inquiry: ListDaily) -> Card:
        """Where in the community something is asked day by day; others' direct conversations are
        nobody's business."""
        language = await self.voice.language(inquiry)
        words = DailyCard(self.voice.say, language)
        lines = [
            words.line(one, await self._called(one.home, language), self._coming(one))
            for one in await self.dailies.of(inquiry.community)
            if not isinstance(one.home, Direct) or one.home.member == inquiry.member
        ]
        return words.listed(lines)

    async def _new(self, request: StartDaily, home: Place) -> Daily:
        """What holds where nothing was chosen: the community's setup, else the person's zone."""
        setup = await self.setups.of(request.community)
        chosen = await self.voice.preferences(request.member, home, request.language)
        zone = (None if isinstance(home, Direct) else setup.zone) or chosen.zone or "Etc/UTC"
        when = Schedule(daily_of(home), setup.at or _EARLY, zone)
        return Daily(home, when, request.member)

    async def _group(self, request: Request, home: Place, text: str) -> Group | None:
        if text.strip() in ("", "-"):
            return None
        if isinstance(home, Direct):
            raise BadInput("error.nobody_to_tell")
        return await self.finding.group(request.community, text)

    async def _known(self, request: Request, where: str, name: str) -> Daily:
        home = await self._home(request, where, name)
        daily = await self.dailies.get(request.community, daily_of(home))
        if daily is None:
            raise BadInput("error.no_daily")
        return daily

    async def _home(self, request: Request, where: str, name: str) -> Place:
        """The place that is meant; NotAllowed where the person may not choose for it."""
        home = await self._place(request, where, name)
        is_own = isinstance(home, Direct) and home.member == request.member
        if not is_own and not await self.standing.manages(request):
            raise NotAllowed("error.not_organiser")
        return home

    async def _place(self, request: Request, where: str, name: str) -> Place:
        if name:
            known = await self.dailies.get(request.community, name)
            if known is None:
                raise BadInput("error.no_daily")
            return known.home
        if where:
            return (await self.finding.spot(request.community, where)).channel
        match request.place:
            case Thread(channel=channel):
                return channel
            case Home(member=member) | Direct(member=member):
                return Direct(member)
        return request.place

    async def _next(self, daily: Daily) -> Chosen:
        language = await self.asking.language(daily)
        coming = self._coming(daily)
        seed = posting_of(daily, coming.day, 0) if coming else daily.id
        return await self.choosing.next(daily, language, seed)

    async def _keep(
        self,
        request: Request,
        daily: Daily,
        said: str,
        skipped: date | None = None,
        **facts: str,
    ) -> None:
        coming = self._coming(daily)
        weekly = daily.weekly if daily.running else None
        week_at = weekly.after(daily.when.clock, self.clock()) if weekly else None
        await self.dailies.keep(daily, coming.at if coming else None, week_at)
        language = await self.voice.language(request)
        body = self.voice.say(language, said, **facts)
        await self.voice.tell(request, await self._card(request, daily, body, skipped))

    async def _card(
        self, request: Request, daily: Daily, said: str, skipped: date | None = None
    ) -> Card:
        language = await self.voice.language(request)
        where = await self._called(daily.home, language)
        words = DailyCard(self.voice.say, language)
        return words.shown(daily, where, self._coming(daily), said, skipped)

    async def _called(self, home: Place, language: str) -> str:
        if isinstance(home, Channel):
            return await self.finding.called(home)
        return self.voice.say(language, "daily.in_private")

    def _coming(self, daily: Daily) -> Due | None:
        return following(daily.when, self.clock()) if daily.running else None

    def _day(self, daily: Daily, text: str) -> date:
        """The local date that is meant, the next one where none is named. BadInput for one that is
        over, and for what is none."""
        today = self.clock().astimezone(daily.when.clock).date()
        wanted = text.strip().casefold()
        if not wanted:
            coming = self._coming(daily)
            if coming is None:
                raise BadInput("error.no_daily")
            return coming.day
        if wanted in _DAYS:
            return today + timedelta(days=_DAYS[wanted])
        try:
            day = datetime.strptime(wanted, "%Y-%m-%d").date()
        except ValueError:
            raise BadInput("error.unknown_day", value=text.strip()) from None
        if day < today:
            raise BadInput("error.day_is_over", value=day.isoformat())
        return day
