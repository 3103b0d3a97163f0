"""Shows the whole bank in numbers, and to maintainers what its files' readers stumbled over."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath

from bot.core.account import Diagnostic
from bot.core.bank import Bank
from bot.core.bank_requests import ShowStatistics
from bot.core.chat import Card, Field
from bot.core.ports import BankHolder
from bot.core.statistics import Statistics, statistics
from bot.flows.standing import Standing
from bot.flows.voice import Voice

_TOP = 8
"""Values of a kind that are named; of the others it is said how many there are."""
_TROUBLES = 10


@dataclass
class BankStatistics:
    """The numbers of a bank are counted once for as long as it is the one that is served. `broken`
    has what keeps the files, as they are now, from being served.
    """

    bank: BankHolder
    voice: Voice
    standing: Standing
    broken: Callable[[], Sequence[Diagnostic]]
    _counted: tuple[Bank, Statistics] | None = field(default=None, init=False)

    async def show(self, inquiry: ShowStatistics) -> Card:
        """Counts, what is named most, and how much of it is complete."""
        language = await self.voice.language(inquiry)
        say, bank = self.voice.say, self.bank()
        if self._counted is None or self._counted[0] is not bank:
            # It reads every question of the bank: a second for a hundred thousand.
            self._counted = (bank, await asyncio.to_thread(statistics, bank))
        counted = self._counted[1]
        parts = [
            self._named("bank.chapters", counted.chapters, language, most=40),
            self._named("bank.tags", counted.tags, language),
            self._named("bank.companies", counted.companies, language),
            self._named("bank.rounds", counted.rounds, language),
            self._coverage(counted, language),
        ]
        if await self.standing.keeps_bank(inquiry):
            parts += [self._broken(language), self._troubles(bank, counted, language)]
        spoken = (f"{say(language, f'value.{one}')} {n}" for one, n in counted.languages.items())
        return Card(
            title=say(language, "bank.statistics"),
            body="\n\n".join(filter(None, parts)),
            fields=(
                Field(say(language, "bank.questions"), str(counted.questions)),
                Field(say(language, "bank.files"), str(counted.files)),
                Field(say(language, "bank.languages"), ", ".join(spoken) or "-"),
            ),
            language=language,
        )

    def _named(
        self, heading: str, counts: Mapping[str, int], language: str, *, most: int = _TOP
    ) -> str:
        if not counts:
            return ""
        shown = [f"{name} ({count})" for name, count in islice(counts.items(), most)]
        if len(counts) > most:
            shown.append(self.voice.say(language, "bank.and_more", count=len(counts) - most))
        return f"**{self.voice.say(language, heading)}**\n{' · '.join(shown)}"

    def _coverage(self, counted: Statistics, language: str) -> str:
        if not counted.questions:
            return self.voice.say(language, "error.empty_bank")
        lines = [f"**{self.voice.say(language, 'bank.coverage')}**", ""]
        for name, key in _COVERAGE.items():
            count = counted.coverage[name]
            percent = 100 * count // counted.questions
            facts = {"count": count, "all": counted.questions, "percent": percent}
            lines.append("- " + self.voice.say(language, key, **facts))
        return "\n".join(lines)

    def _broken(self, language: str) -> str:
        broken = [f"- {_told(one)}" for one in self.broken()[:_TROUBLES]]
        heading = f"**{self.voice.say(language, 'bank.broken')}**"
        return "\n".join([heading, "", *broken]) if broken else ""

    def _troubles(self, bank: Bank, counted: Statistics, language: str) -> str:
        say = self.voice.say
        facts = {"errors": counted.errors, "warnings": counted.warnings}
        if not counted.errors + counted.warnings:
            return say(language, "bank.no_troubles")
        worst = sorted(bank.diagnostics, key=lambda one: one.level)  # "error" before "warning"
        lines = [f"- {_told(one)}" for one in worst[:_TROUBLES]]
        return "\n".join([f"**{say(language, 'bank.troubles', **facts)}**", "", *lines])


_COVERAGE = {
    "answer": "bank.with_answer",
    "rubric": "bank.with_rubric",
    "hint": "bank.with_hint",
    "sources": "bank.with_sources",
    "both_languages": "bank.with_both",
}


def _told(one: Diagnostic) -> str:
    """A diagnostic by its file's name alone: where the bank lies is nobody's business here."""
    return f"`{PurePath(one.file).name}:{one.line}` {one.rule}: {one.message}"
