"""Shows members what the grader was found to tell apart, and what that means for their scores."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.chat import Card
from bot.core.checkup import Checkup, Finding, Kind
from bot.core.completion import ModelFacts
from bot.core.errors import ModelTrouble
from bot.core.estimate import Estimating
from bot.core.health_requests import ShowHealth
from bot.core.ports import Say
from bot.flows.health import Health
from bot.flows.voice import Voice


@dataclass(frozen=True)
class HealthCard:
    """One card for everybody: what is found of a grader is no secret of its operator."""

    health: Health
    voice: Voice
    estimate: Estimating | None = None

    async def show(self, inquiry: ShowHealth) -> Card:
        """The model, what was found of it in each language, and what is shown without it."""
        chosen = await self.voice.preferences(inquiry.member, inquiry.place, inquiry.language)
        language, zone = chosen.language or "en", ZoneInfo(chosen.zone or "Etc/UTC")
        say = self.voice.say
        try:
            facts = await self.health.judge.model.facts()
        except ModelTrouble as trouble:
            reason = say(language, type(trouble).key if trouble.facts else trouble.key)
            parts = [say(language, "health.away", reason=reason)]
        else:
            parts = [say(language, "health.model" if facts.proven else "health.too_small",
                         model=facts.name)]  # fmt: skip
            for spoken in self.health.sets:
                parts.append(await self._of(facts, spoken, language, zone))
        parts += [self._estimated(language), say(language, "health.meaning")]
        return Card(
            title=say(language, "health.title"),
            body="\n\n".join(filter(None, parts)),
            language=language,
        )

    async def _of(self, facts: ModelFacts, spoken: str, language: str, zone: ZoneInfo) -> str:
        """All that is to be said of the grader in one language."""
        say = self.voice.say
        name = say(language, f"value.{spoken}")
        found = await self.health.known(facts.name, spoken)
        running = await self.health.progress(facts.name, spoken)
        lines = []
        if found is not None:
            lines += [self._verdict(found, name, language, zone), *self._numbers(found, language)]
        if running is not None:
            done, total = running
            lines.append(say(language, "health.running", name=name, done=done, total=total))
        elif found is None and facts.proven:
            total = self.health.total(spoken)
            lines.append(say(language, "health.waiting", name=name, total=total))
        return "\n".join(lines)

    def _verdict(self, found: Checkup, name: str, language: str, zone: ZoneInfo) -> str:
        at = f"{_local(found.at, zone)} ({zone.key})"
        key = "health.fit" if found.fit else "health.unfit"
        return self.voice.say(language, key, name=name, at=at, answers=found.answers)

    def _score(self, kind: Kind, score: float | None, language: str) -> str:
        name = self.voice.say(language, f"checkup.kind_{kind}")
        none = self.voice.say(language, "health.no_score")
        return f"{name} {none if score is None else percent(score)}"

    def _numbers(self, found: Checkup, language: str) -> list[str]:
        """The mean scores of the kinds, and what does not hold."""
        say = self.voice.say
        scores = dict(found.scores)
        told = " · ".join(self._score(kind, scores.get(kind), language) for kind in Kind)
        lines = [f"- {say(language, 'health.means', scores=told)}"]
        return lines + [
            f"- ✗ {finding(say, language, one)}" for one in found.findings if not one.holds
        ]

    def _estimated(self, language: str) -> str:
        """How far the estimate from words alone is off, by its own statement."""
        if self.estimate is None:
            return ""
        errors = []
        for spoken, one in self.health.sets.items():
            sample = one.samples[0]
            said = self.estimate(sample.question.asked, sample.question.answer, sample.answer)
            name = self.voice.say(language, f"value.{spoken}")
            errors.append(f"{name} ±{percent(said.error)}")
        return self.voice.say(language, "health.estimate", errors=" · ".join(errors))


def finding(say: Say, language: str, one: Finding) -> str:
    """A finding as a sentence with its number and its limit."""
    limit = one.least if one.least is not None else one.most
    facts = {"value": percent(one.value), "limit": percent(limit)}
    return say(language, f"checkup.{one.name}", **facts)


def percent(part: float | None) -> str:
    """A part of 1 as it is shown: a question mark where it is not known."""
    return "?" if part is None else f"{round(part * 100)} %"


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
