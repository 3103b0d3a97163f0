"""Chooses the next question of a daily's rotation, the same however often it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.core.bank import Bank
from bot.core.daily import Daily
from bot.core.feedback import Verdict
from bot.core.keeping_daily import Dailies, Judged
from bot.core.ports import BankHolder
from bot.core.question import Question, digest
from bot.core.rotation import Chosen, Missed, Policy, Turn, choose


@dataclass(frozen=True)
class DailyChoosing:
    """What a channel missed is looked up only where that decides."""

    bank: BankHolder
    dailies: Dailies
    judged: Judged

    async def next(
        self, daily: Daily, language: str, seed: str, also: Iterable[str] = ()
    ) -> Chosen:
        """The next question, after those that `also` (heads) are to be asked before it.
        NothingMatches where there is none."""
        turn = await self.dailies.turn(daily.community, daily.id)
        before = Turn(turn.number, (*also, *turn.asked))
        missed = await self._missed(daily) if daily.policy is Policy.MISSED else {}
        return choose(
            self.bank(),
            daily.filters,
            language,
            before,
            seed=seed,
            policy=daily.policy,
            missed=missed,
        )

    async def _missed(self, daily: Daily) -> dict[str, Missed]:
        """By topic, how much of it the newest answers missed."""
        bank = self.bank()
        counted: dict[str, list[int]] = {}
        for head, judgements in await self.judged.lately(daily.community, daily.id):
            question = bank.get(head)
            missed = sum(one.verdict in (Verdict.MISSING, Verdict.WRONG) for one in judgements)
            for tag in question.tags if question else ():
                both = counted.setdefault(bank.aliases.key("tag", tag), [0, 0])
                both[0] += missed
                both[1] += len(judgements)
        return {tag: Missed(missed, of) for tag, (missed, of) in counted.items()}

    def topic(self, chosen: Chosen) -> str:
        """The tag that decided, as it is spelled; nothing where none did."""
        found = self.bank().facets.value("tag", chosen.topic or "")
        return found.label if found else ""

    def question(self, chosen: Chosen) -> Question | None:
        """The question that was chosen."""
        return self.bank().get(chosen.question)

    def text(self, head: str, daily: Daily, language: str) -> Question | None:
        """A question in the language that is spoken, where the filters name none."""
        named = {name for name, _ in daily.filters} & {"language", "question"}
        bank: Bank = self.bank()
        return bank.get(head) if named else bank.variant(head, language)


def posting_of(daily: Daily, day: date | str, number: int) -> str:
    """The id of the posting of a local date (or of a request's key), the first of which is 0; it
    is the seed of the choice, too."""
    at = day.isoformat() if isinstance(day, date) else day
    return digest(f"{daily.community}\ndaily\n{daily.id}\n{at}\n{number}")
