"""The table of several strategies on one problem, as it fills."""

from dataclasses import dataclass

from bot.core.chat import Button, Card
from bot.core.final_answer import same
from bot.core.pictures import Figure
from bot.core.problem import Problem
from bot.core.strategy import Strategy
from bot.core.trace import Trace
from bot.core.voting import tally
from bot.flows.cot_card import CotCard, cited
from bot.flows.cot_picture import compared
from bot.flows.feedback_card import quoted


@dataclass(frozen=True)
class Comparison:
    """`traces` are of the strategies in their order, as far as they have run."""

    of: CotCard
    strategies: tuple[Strategy, ...]
    problem: Problem
    traces: tuple[Trace, ...] = ()

    def card(self, job: str, *, over: bool = False) -> Card:
        """The table; while it fills, with a way to stop it."""
        say, language = self.of.say, self.of.language
        stop = Button(say(language, "card.stop"), f"stop:{job}")
        steps = Button(say(language, "cot.steps"), f"cot_trace:{job}-0:0")
        return Card(
            title=say(language, "cot.compared" if over else "cot.comparing"),
            body=f"{cited(self.problem.text)}\n\n{self.table()}",
            note=self.note(over=over),
            figure=self.figure() if over and self.traces else None,
            buttons=() if over and not self.traces else (steps,) if over else (stop,),
            language=language,
        )

    def table(self) -> str:
        """A row a strategy: its answer, whether it is right (or agrees), calls, tokens, seconds."""
        say, language = self.of.say, self.of.language
        known = self.problem.answer is not None
        head = [
            say(language, "cot.strategy"),
            say(language, "cot.answer_head"),
            say(language, "cot.checked" if known else "cot.agrees"),
            say(language, "cot.calls"),
            say(language, "cot.tokens_written"),
            say(language, "cot.seconds_all"),
        ]
        rows = [head, ["---"] * 3 + ["---:"] * 3]
        for place, strategy in enumerate(self.strategies):
            title = strategy.told(language).title
            if place >= len(self.traces):
                rows.append([title, "…" if place == len(self.traces) else "", "", "", "", ""])
                continue
            trace = self.traces[place]
            rows.append(
                [
                    title,
                    quoted(trace.answer or say(language, "cot.not_answered")),
                    _mark(trace.correct if known else self.agrees(trace)),
                    str(len(trace.calls)),
                    f"{trace.usage.completion or 0:,}",
                    f"{trace.seconds:.1f}",
                ]
            )
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)

    def figure(self) -> Figure:
        """Tokens against right and wrong."""
        known = self.problem.answer is not None
        titles = [one.told(self.of.language).title for one in self.strategies[: len(self.traces)]]
        right = [one.correct if known else self.agrees(one) for one in self.traces]
        return compared(
            self.traces,
            titles,
            right,
            known=known,
            say=self.of.say,
            language=self.of.language,
            table="",
        )

    def agrees(self, trace: Trace) -> bool | None:
        """Whether a run came to what most of them came to; None where it came to nothing, or no
        two agree."""
        votes = tally([one.answer for one in self.traces], self._same)
        if trace.answer is None or not votes or len(votes[0].samples) < 2:
            return None
        return self._same(votes[0].answer, trace.answer)

    def note(self, *, over: bool) -> str:
        """What the figures are of."""
        said = [self.of.say(self.of.language, "cot.one_problem")] if over else []
        if not self.of.proven:
            said.append(self.of.say(self.of.language, "cot.unproven"))
        return " ".join(said)

    def _same(self, one: str, other: str) -> bool:
        return same(one, other, self.problem.kind)


def _mark(right: bool | None) -> str:
    return {True: "✓", False: "✗", None: "–"}[right]
