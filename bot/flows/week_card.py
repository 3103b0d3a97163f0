"""How a week of daily questions is shown: what was asked, what was missed, and what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.chat import Card
from bot.core.daily import Daily
from bot.core.pictures import Figure
from bot.core.ports import Say
from bot.core.schedule import Due
from bot.core.totals import told
from bot.core.weekly import WEEK
from bot.flows.best_answer import as_written
from bot.flows.daily_card import DailyCard
from bot.flows.miss_figure import Row, miss_figure

_SHORTLY = timedelta(seconds=1)
_MARKUP = "\\`*_[]<>|~"


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the week: where it is read (nothing where that is no address), and how many
    answered it."""

    title: str
    link: str
    people: int


@dataclass(frozen=True, slots=True)
class Week:
    """`people` gave `answers`; `missed` are the checkpoints that were missed most, and `best` is an
    answer, with its question's place in the week."""

    until: datetime
    lines: Sequence[Line]
    people: int
    answers: int
    missed: Sequence[Row]
    best: tuple[int, str] | None = None


@dataclass(frozen=True)
class WeekCard:
    """In one language."""

    say: Say
    language: str

    def of_channel(self, daily: Daily, week: Week, coming: Due | None) -> Card:
        """What everybody reads: totals from five people on, and nobody's name."""
        lines = [
            f"{number}. {_titled(one)}{self._answered(one.people)}"
            for number, one in enumerate(week.lines, 1)
        ]
        parts = ["\n".join(lines)]
        key = "week.totals" if told(week.people) > 1 else "week.few"
        parts.append(self._t(key, people=week.people, answers=week.answers))
        if week.best is not None:
            number, answer = week.best
            parts.append(f"### {self._t('week.best', number=number)}\n\n{as_written(answer)}")
        figure: Figure | None = None
        if week.missed:
            title = self._t("week.missed")
            figure = miss_figure(title, week.missed, self.say, self.language)
            parts.append(f"### {title}")
        return self._card(daily, week, parts, coming, figure)

    def of_member(self, daily: Daily, week: Week, coming: Due | None) -> Card:
        """What a member reads of their own week."""
        lines = [
            f"{number}. {_titled(one)}{'' if one.people else ' · ' + self._t('week.open')}"
            for number, one in enumerate(week.lines, 1)
        ]
        parts = ["\n".join(lines)]
        parts.append(self._t("week.yours", answers=week.answers, of=len(week.lines)))
        if week.missed:
            missed = "\n".join(f"- {one.words}" for one in week.missed)
            parts.append(f"### {self._t('week.missed_yours')}\n\n{missed}")
        return self._card(daily, week, parts, coming, None)

    def _card(
        self,
        daily: Daily,
        week: Week,
        parts: Sequence[str],
        coming: Due | None,
        figure: Figure | None,
    ) -> Card:
        first = (week.until - WEEK).astimezone(daily.when.clock).date()
        last = (week.until - _SHORTLY).astimezone(daily.when.clock).date()
        next_at = DailyCard(self.say, self.language).moment(daily, coming)
        return Card(
            title=self._t("week.title", first=first.isoformat(), last=last.isoformat()),
            body="\n\n".join(parts),
            note=self._t("week.next", at=next_at),
            language=self.language,
            figure=figure,
        )

    def _answered(self, people: int) -> str:
        shown = told(people)
        if shown > 1:
            return f" · {self._t('daily.answered', people=shown)}"
        return f" · {self._t('daily.answered_by_some')}" if shown else ""

    def _t(self, key: str, **facts: object) -> str:
        return self.say(self.language, key, **facts)


def _titled(one: Line) -> str:
    title = "".join(f"\\{each}" if each in _MARKUP else each for each in one.title)
    return f"[{title}]({one.link})" if one.link else f"**{title}**"
