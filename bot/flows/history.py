"""Shows a member which questions they answered last, and how that went."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.attempt import Attempt
from bot.core.chat import Button, Card
from bot.core.history_requests import ShowHistory
from bot.core.keeping import Attempts
from bot.core.ports import BankHolder
from bot.flows.voice import Voice

_SHOWN = 5


@dataclass(frozen=True)
class History:
    """It is the member's own: nobody else is shown it."""

    bank: BankHolder
    attempts: Attempts
    voice: Voice

    async def show(self, inquiry: ShowHistory) -> Card:
        """Their last answers, the newest first, with a way to try that one again."""
        holds = await self.voice.preferences(inquiry.member, inquiry.place, inquiry.language)
        language = holds.language or "en"
        say = self.voice.say
        recent = await self.attempts.recent(inquiry.member, most=_SHOWN)
        lines = [await self._line(one, language, ZoneInfo(holds.zone or "UTC")) for one in recent]
        again = f"retry:{recent[0].posting}:privately" if recent else ""
        return Card(
            title=say(language, "history.title"),
            body="\n".join(lines) or say(language, "history.none"),
            buttons=(Button(say(language, "history.again"), again),) if again else (),
            language=language,
        )

    async def _line(self, attempt: Attempt, language: str, zone: ZoneInfo) -> str:
        question = self.bank().get(attempt.question)
        said = await self.attempts.feedback(attempt.member.community, attempt.id)
        how = self.voice.say(language, "history.unscored")
        if said is not None and said.graded and said.proven and said.score is not None:
            how = f"{said.score:.0%}"
        title = question.title if question else attempt.question
        day = attempt.at.astimezone(zone).date().isoformat()
        return f"- **{title}** · {how} · {day}"
