"""Tells a channel, or a member, once a week what became of its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.chat import Community, Direct, MessageRef
from bot.core.daily import Daily
from bot.core.daily_requests import TellWeek
from bot.core.keeping_daily import Asked, Dailies, Judged, ToldWeek, Weeks
from bot.core.miss_map import miss_map
from bot.core.ports import Clock
from bot.core.question import Question
from bot.core.schedule import following
from bot.core.totals import FEWEST
from bot.core.weekly import WEEK
from bot.flows.best_answer import BestAnswer
from bot.flows.daily_asking import DailyAsking
from bot.flows.finding import Finding
from bot.flows.miss_figure import Row
from bot.flows.rubric_source import RubricSource
from bot.flows.week_card import Line, Week, WeekCard

_MOST = 6
"""Checkpoints that are shown."""
_SETTLED = timedelta(days=1)
"""How old a question is whose answer is not shown by itself when its checkpoints may be told."""


@dataclass(frozen=True)
class TellingWeek:
    """A week that nobody answered in is passed over in silence. Nothing is told of a question whose
    answer is still to be shown but that it was asked."""

    weeks: Weeks
    dailies: Dailies
    judged: Judged
    best: BestAnswer
    rubrics: RubricSource
    asking: DailyAsking
    finding: Finding
    clock: Clock

    async def tell(self, request: TellWeek) -> None:
        """Tell it, under a key that has the week, so that it stands there once."""
        daily = await self.dailies.get(request.community, request.daily)
        if daily is not None and daily.running and daily.weekly is not None:
            await self._tell(daily, request.key, datetime.fromisoformat(request.until))

    async def anew(self, community: Community, attempt: str) -> None:
        """Tell those weeks anew in which an answer stands: it is no longer to be shown."""
        for week in await self.weeks.showing(community, attempt):
            daily = await self.dailies.get(community, week.daily)
            if daily is not None:
                await self._tell(daily, week.key, week.until)

    async def _tell(self, daily: Daily, key: str, until: datetime) -> None:
        asked = await self.weeks.asked(daily.community, daily.id, until - WEEK, until)
        language = await self.asking.language(daily)
        choosing = self.asking.choosing
        texts = [(one, choosing.text(one.known.head, daily, language)) for one in asked]
        known = [(one, text) for one, text in texts if text is not None]
        if not any(one.people for one, _ in known):
            return
        shown = [one.known.posting for one, _ in known if self._is_shown(one)]
        offered = None
        if not isinstance(daily.home, Direct):
            offered = await self.best.of(daily.community, shown)
        numbers = {one.known.posting: at for at, (one, _) in enumerate(known, 1)}
        people, answers = await self.weeks.totals(daily.community, list(numbers))
        week = Week(
            until=until,
            lines=[await self._line(one, text) for one, text in known],
            people=people,
            answers=answers,
            missed=await self._missed(daily, known, language),
            best=(numbers[offered.posting], offered.answer) if offered else None,
        )
        card = WeekCard(self.asking.voice.say, language)
        coming = following(daily.when, self.clock())
        make = card.of_member if isinstance(daily.home, Direct) else card.of_channel
        standing = offered.attempt if offered else ""
        await self.weeks.told(ToldWeek(daily.community, key, daily.id, until, standing))
        mouth = self.asking.voice.mouth(daily.home)
        await mouth.reply(daily.home, make(daily, week, coming), key=f"{key}:week")

    async def _line(self, one: Asked, text: Question) -> Line:
        link = await self.finding.link(MessageRef(one.place, one.message))
        return Line(text.title, link, one.people)

    async def _missed(
        self, daily: Daily, known: Sequence[tuple[Asked, Question]], language: str
    ) -> list[Row]:
        """What was missed most, by the share of those who were judged; each after the number of its
        question."""
        fewest = 1 if isinstance(daily.home, Direct) else FEWEST
        found: list[tuple[float, Row]] = []
        for number, (one, text) in enumerate(known, 1):
            if not self._is_shown(one):
                continue
            judged = await self.judged.of(daily.community, one.known.posting)
            counted = miss_map(await self.rubrics.of(text), judged, fewest=fewest)
            for each in counted.lines if counted else ():
                if each.missed:
                    share = (each.missed + each.partial / 2) / sum(each.counts)
                    words = f"{number} · {each.checkpoint.said(language)}"
                    found.append((share, Row(words, each.counts)))
        return [row for _, row in sorted(found, key=lambda one: -one[0])[:_MOST]]

    def _is_shown(self, one: Asked) -> bool:
        """Whether the answer is no secret any more."""
        known = one.known
        if known.revealed_at is not None:
            return True
        return known.reveal_at is None and known.at <= self.clock() - _SETTLED
