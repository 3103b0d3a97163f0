"""How daily questions are shown: the question of the day, what was chosen, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.chat import Button, Card, Direct, Field
from bot.core.daily import Daily
from bot.core.filters import written
from bot.core.keeping_daily import DailyPosting
from bot.core.ports import Say
from bot.core.question import Question
from bot.core.rotation import Chosen
from bot.core.schedule import WEEKDAYS, Due
from bot.core.totals import told
from bot.core.weekly import Weekly
from bot.flows.question_card import fields


@dataclass(frozen=True)
class DailyCard:
    """In one language."""

    say: Say
    language: str

    def question(
        self, question: Question, daily: Daily, known: DailyPosting, people: int = 0
    ) -> Card:
        """The question of a day, and how many people have answered; where its answer is to be shown
        to all later, nobody is offered it before."""
        say, language = self.say, self.language
        posting, day, reveal_at = known.posting, known.day, known.reveal_at
        direct = isinstance(daily.home, Direct)
        where = "daily.answer_direct" if direct else "daily.answer_here"
        lines = [question.body, say(language, where)]
        if reveal_at is not None:
            at = reveal_at.astimezone(daily.when.clock)
            lines.append(say(language, "daily.reveals", at=f"{at:%H:%M}", zone=daily.when.zone))
        buttons = [
            Button(say(language, "card.answer_privately"), f"answer:{posting}", "primary"),
            Button(say(language, "card.hint"), f"hint:{posting}"),
        ]
        if reveal_at is None:
            buttons.append(Button(say(language, "card.reveal"), f"reveal:{posting}"))
        notes = [say(language, "daily.of_day", day=day.isoformat())] if day else []
        if (shown := told(people)) > 1:
            notes.append(say(language, "daily.answered", people=shown))
        elif shown:
            notes.append(say(language, "daily.answered_by_some"))
        return Card(
            title=question.title,
            body="\n\n".join(filter(None, lines)),
            fields=fields(question, say, language),
            note=" · ".join(notes),
            buttons=tuple(buttons),
            language=question.language,
            beside=question.file,
            tells=daily.tells,
        )

    def missed(self, days: str, count: int) -> Card:
        """That days have passed without a question."""
        key = "daily.missed_one" if count == 1 else "daily.missed"
        return Card(body=self.say(self.language, key, days=days), language=self.language)

    def shown(
        self,
        daily: Daily,
        where: str,
        coming: Due | None,
        said: str = "",
        skipped: date | None = None,
    ) -> Card:
        """What was chosen, and when the next question comes; a day that was just skipped can be
        taken back."""
        say, language = self.say, self.language
        when = daily.when
        facts = {
            "where": where,
            "at": f"{when.at:%H:%M} ({when.zone})",
            "days": self.days(when.weekdays),
            "questions": " ".join(written(*one) for one in daily.filters)
            or say(language, "daily.all"),
            "order": say(language, f"daily.order_{daily.policy.name.casefold()}"),
            "count": str(daily.count),
            "reveal": f"{when.reveal:%H:%M}" if when.reveal else say(language, "daily.never"),
            "digest": self._weekly(daily.weekly),
            "tells": f"@{daily.tells.name}" if daily.tells else "",
            "off": ", ".join(one.isoformat() for one in sorted(when.off)),
            "next": self.moment(daily, coming),
        }
        shown = tuple(
            Field(say(language, f"daily.field_{name}"), value)
            for name, value in facts.items()
            if value
        )
        key = "daily.title" if daily.running else "daily.title_stopped"
        return Card(
            title=say(language, key),
            body=said,
            fields=shown,
            note=say(language, "daily.how"),
            buttons=self._buttons(daily, coming, skipped),
            language=language,
        )

    def preview(
        self, daily: Daily, chosen: Chosen, question: Question, topic: str, coming: Due | None
    ) -> Card:
        """What will be asked next, and why that."""
        say, language = self.say, self.language
        why = say(
            language,
            f"daily.why_{chosen.policy.name.casefold()}",
            left=chosen.left,
            pool=chosen.pool,
            turn=chosen.turn,
            topic=topic,
        )
        return Card(
            title=say(language, "daily.preview", at=self.moment(daily, coming)),
            body=f"**{question.title}**\n\n{why}",
            fields=fields(question, say, language),
            note=say(language, "daily.preview_note"),
            language=language,
        )

    def listed(self, lines: Sequence[str]) -> Card:
        """Where in a community questions are asked day by day."""
        say, language = self.say, self.language
        body = "\n".join(f"- {one}" for one in lines) or say(language, "daily.none")
        return Card(title=say(language, "daily.list"), body=body, language=language)

    def line(self, daily: Daily, where: str, coming: Due | None) -> str:
        """One of the list."""
        when = daily.when
        next_at = self.moment(daily, coming)
        return (
            f"**{where}** · {when.at:%H:%M} ({when.zone}) · {self.days(when.weekdays)} · {next_at}"
        )

    def days(self, weekdays: frozenset[int]) -> str:
        """Days of the week, as short as they can be said."""
        say, language = self.say, self.language
        if weekdays == frozenset(WEEKDAYS):
            return say(language, "daily.every_day")
        if weekdays == frozenset(range(1, 6)):
            return say(language, "daily.workdays")
        return ", ".join(say(language, f"daily.day_{one}") for one in sorted(weekdays))

    def moment(self, daily: Daily, coming: Due | None) -> str:
        """When a question is due, in the zone of its people."""
        if coming is None or not daily.running:
            return self.say(self.language, "daily.not_coming")
        local = coming.at.astimezone(daily.when.clock)
        day = self.say(self.language, f"daily.day_{local.isoweekday()}")
        return f"{day} {local:%Y-%m-%d %H:%M}"

    def _weekly(self, weekly: Weekly | None) -> str:
        if weekly is None:
            return self.say(self.language, "daily.no_digest")
        return f"{self.say(self.language, f'daily.day_{weekly.weekday}')} {weekly.at:%H:%M}"

    def _buttons(
        self, daily: Daily, coming: Due | None, skipped: date | None
    ) -> tuple[Button, ...]:
        say, language = self.say, self.language
        if not daily.running:
            return (Button(say(language, "daily.start"), f"daily_start:{daily.id}", "primary"),)
        made = [Button(say(language, "daily.now"), f"daily_now:{daily.id}")]
        if skipped is not None:
            day = skipped.isoformat()
            made.append(
                Button(say(language, "daily.again", day=day), f"daily_again:{daily.id}:{day}")
            )
        elif coming is not None:
            day = coming.day.isoformat()
            label = say(language, "daily.skip", day=day)
            made.append(Button(label, f"daily_skip:{daily.id}:{day}"))
        made.append(Button(say(language, "daily.stop"), f"daily_stop:{daily.id}", "danger"))
        return tuple(made)
