"""Writes the cards of the chain-of-thought lab: a run under way, its end, its steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from bot.core.chat import Button, Card, Field
from bot.core.keeping_traces import KeptTrace
from bot.core.ports import Say
from bot.core.problem import Problem
from bot.core.queueing import Standing
from bot.core.strategy import Family, Strategy
from bot.core.trace import Trace
from bot.flows.cot_narration import Narration, shortened
from bot.flows.cot_picture import figure
from bot.flows.feedback_card import place_in_line, quoted

_SHOWN = 12
"""Steps on one card of a trace."""
_SHARED = ("agreement", "abstained")
"""Facts that several strategies tell, whose names are in the catalogue of words."""


@dataclass(frozen=True)
class CotCard:
    """`proven` is False for a model that is too small to reason: every card says so."""

    say: Say
    language: str
    proven: bool = True

    def asked(self, problem: Problem, titles: str) -> Card:
        """The problem, as it opens a thread."""
        title = self.say(self.language, "cot.asked", strategies=titles)
        return Card(title=title, body=cited(problem.text), language=self.language)

    def going(self, strategy: Strategy, problem: Problem, job: str) -> Card:
        """A run that is under way, with a way to stop it."""
        title = self.say(self.language, "cot.going", strategy=strategy.told(self.language).title)
        stop = Button(self.say(self.language, "card.stop"), f"stop:{job}")
        return Card(
            title=title,
            body=cited(problem.text),
            note=self._note(),
            buttons=(stop,),
            language=self.language,
        )

    def waits(self, strategy: Strategy, problem: Problem, job: str, standing: Standing) -> Card:
        """A run that waits for its turn."""
        say, language = self.say, self.language
        body = [cited(problem.text), place_in_line(standing, say, language)]
        return replace(self.going(strategy, problem, job), body="\n\n".join(body))

    def again(self, strategy: Strategy, trace: Trace) -> Card:
        """A run that is told once more."""
        title = self.say(
            self.language, "cot.replaying", strategy=strategy.told(self.language).title
        )
        return Card(
            title=title,
            body=cited(trace.problem.text),
            note=self._note(),
            language=self.language,
        )

    def over(self, strategy: Strategy, trace: Trace, name: str) -> Card:
        """A run's end: its answer, what it took, and what can be done next."""
        say, language = self.say, self.language
        answer = trace.answer or say(language, "cot.not_answered")
        title = say(language, "cot.over", strategy=strategy.told(language).title, answer=answer)
        body = cited(trace.problem.text)
        if trace.ended != "answered":
            body += f"\n\n{self.why(trace)}"
        return Card(
            title=title,
            body=body,
            fields=self.fields(trace, strategy),
            note=self._note(),
            figure=figure(trace, title, say, language),
            buttons=(
                Button(say(language, "cot.steps"), f"cot_trace:{name}:0"),
                Button(say(language, "cot.replay"), f"cot_replay:{name}"),
                Button(say(language, "cot.compare"), f"cot_compare:{name}"),
                Button(say(language, "cot.explain"), f"cot_explain:{strategy.name}"),
            ),
            language=language,
        )

    def why(self, trace: Trace) -> str:
        """Why a run has no answer, or why it ended early."""
        key = trace.trouble or "cot.no_answer"
        return self.say(self.language, key)

    def fields(self, trace: Trace, strategy: Strategy) -> tuple[Field, ...]:
        """Whether it is right, its calls, tokens, seconds, and what only this strategy tells."""
        say, language, usage = self.say, self.language, trace.usage
        told = []
        if trace.correct is not None:
            key = "cot.correct" if trace.correct else "cot.incorrect"
            right = say(language, key, answer=str(trace.problem.answer))
            told.append(Field(say(language, "cot.checked"), right))
        told.append(Field(say(language, "cot.calls"), str(len(trace.calls))))
        if usage.completion is not None:
            tokens = say(
                language,
                "cot.tokens_said",
                read=_number(usage.prompt),
                cached=_number(usage.cached),
                written=_number(usage.completion),
            )
            told.append(Field(say(language, "cot.tokens"), tokens))
        seconds = say(
            language,
            "cot.seconds_said",
            first=_seconds(usage.first),
            all=_seconds(trace.seconds),
            path=_seconds(trace.critical_path),
        )
        told.append(Field(say(language, "cot.seconds"), seconds))
        names = strategy.told(language).facts
        for name, value in trace.facts.items():
            shared = say(language, f"cot_fact.{name}") if name in _SHARED else name
            told.append(Field(names.get(name, shared), fact(name, value)))
        return tuple(told)

    def steps(self, kept: KeptTrace, after: int) -> Card:
        """Some steps of a kept run, with a way to the next ones."""
        say, language, steps = self.say, self.language, kept.trace.steps
        narration = Narration(say, language)
        shown = steps[after : after + _SHOWN]
        lines = [f"{narration.head(one).strip()} {shortened(one)}" for one in shown]
        upto = after + len(shown)
        more = (
            (Button(say(language, "cot.more_steps"), f"cot_trace:{kept.id}:{upto}"),)
            if upto < len(steps)
            else ()
        )
        return Card(
            title=say(language, "cot.steps_title", first=after + 1, last=upto, all=len(steps)),
            body="\n\n".join(quoted(one) for one in lines) or say(language, "cot.no_steps"),
            buttons=more,
            language=language,
        )

    def explained(self, strategy: Strategy) -> Card:
        """What a strategy does."""
        say, language, told = self.say, self.language, strategy.told(self.language)
        parts = [
            told.does,
            f"**{say(language, 'cot.helps')}** {told.helps}",
            f"**{say(language, 'cot.hurts')}** {told.hurts}",
        ]
        if told.not_shown:
            parts.append(f"**{say(language, 'cot.not_shown')}** {told.not_shown}")
        return Card(
            title=told.title,
            body="\n\n".join(parts),
            fields=(
                Field(say(language, "cot.name"), strategy.name),
                Field(say(language, "cot.calls"), strategy.about.usual_calls),
                Field(say(language, "cot.source"), strategy.about.paper),
            ),
            language=language,
        )

    def listed(self, strategies: Sequence[Strategy]) -> Card:
        """All strategies, by what they do beyond one call."""
        say, language = self.say, self.language
        families = dict.fromkeys(one.about.family for one in strategies)
        parts = []
        for family in sorted(families, key=list(get_args(Family)).index):
            lines = [
                f"- `{one.name}` {one.told(language).title}"
                for one in strategies
                if one.about.family == family
            ]
            parts.append(f"**{say(language, f'cot_family.{family}')}**\n" + "\n".join(lines))
        return Card(
            title=say(language, "cot.list", count=len(strategies)),
            body="\n\n".join(parts),
            note=say(language, "cot.list_note"),
            language=language,
        )

    def _note(self) -> str:
        return "" if self.proven else self.say(self.language, "cot.unproven")


def cited(text: str) -> str:
    """A problem as a quotation, none of it markup."""
    return "\n".join(f"> {quoted(line)}" for line in text.splitlines())


def fact(name: str, value: str | float) -> str:
    """A fact's value: a share of 1 as a percentage where it is one."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and 0 <= value <= 1:
        return f"{value:.0%}"
    return f"{value:g}"


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def _seconds(value: float | None) -> str:
    return "?" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"
