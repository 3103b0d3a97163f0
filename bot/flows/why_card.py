"""Explains verdicts and a score from what is kept of them; no model is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.chat import Button, Card
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.core.ports import Say
from bot.core.rubric import Checkpoint
from bot.core.scoring import cap, points, score
from bot.core.shortcuts import Shortcut
from bot.flows.feedback_card import quoted
from bot.flows.hearing import is_contestable

_SURE, _FAIRLY = 0.9, 0.7
"""How probable the likeliest verdict is from which on a model is called sure, or fairly sure."""


@dataclass(frozen=True)
class WhyCard:
    """Writes in one language why an attempt's checkpoints were judged as they were."""

    say: Say
    language: str
    rubric: Sequence[Checkpoint]
    attempt: str
    posting: str

    def of(self, feedback: Feedback, about: Checkpoint | None = None) -> Card:
        """The card about one checkpoint, or about all that cost something."""
        if not feedback.graded:
            reason = self._t(feedback.trouble, **dict(feedback.facts))
            return self._card([self._t("why.not_graded", reason=reason)])
        found = {one.checkpoint: one for one in feedback.judgements}
        lines = []
        if feedback.shortcut:
            lines += [self._t(f"shortcut.{Shortcut(feedback.shortcut).value}"), ""]
        elif not feedback.proven:
            lines += [self._t("feedback.unproven", model=feedback.model), ""]
        for one in self._shown(found, about):
            lines += self._checkpoint(one, found[one.id], feedback)
        if feedback.score is not None and found:
            lines += ["", *self._sum(feedback)]
        buttons = []
        if is_contestable(feedback):
            buttons.append(Button(self._t("card.dispute"), f"dispute:{self.attempt}"))
        return self._card(lines, buttons)

    def _shown(self, found: dict[str, Judgement], about: Checkpoint | None) -> Sequence[Checkpoint]:
        judged = [one for one in self.rubric if one.id in found]
        if about is not None and about.id in found:
            return [about]
        cost = [one for one in judged if found[one.id].verdict is not Verdict.COVERED]
        return cost or judged

    def _checkpoint(self, one: Checkpoint, found: Judgement, feedback: Feedback) -> list[str]:
        """A line with the verdict, and one below it for each thing that led to it."""
        must = self._t("feedback.must") if one.must else ""
        text = f"{one.said(self.language)}{must}"
        lines = [f"- **{self._t(f'verdict.{found.verdict.value}')}** {text}"]
        reasons = [self._evidence(found, feedback)]
        if found.ruled_by:
            reasons.append(self._t(f"ruled.{found.ruled_by}"))
        if found.chances:
            reasons.append(self._chances(found))
        if feedback.score is not None:
            (earned,) = points([one], [found])
            facts = {"earned": _number(earned), "weight": _number(one.weight)}
            reasons.append(self._t("why.points", **facts))
        return lines + [f"  - {reason}" for reason in reasons]

    def _evidence(self, found: Judgement, feedback: Feedback) -> str:
        if found.evidence:
            return self._t("why.evidence", evidence=quoted(found.evidence))
        said = {one.checkpoint: one for one in feedback.raw}.get(found.checkpoint)
        if found.unsupported and said is not None and said.evidence:
            verdict = self._t(f"verdict.{said.verdict.value}")
            return self._t("why.rejected", evidence=quoted(said.evidence), verdict=verdict)
        if found.unsupported:
            return self._t("why.unsupported")
        return self._t("why.no_evidence")

    def _chances(self, found: Judgement) -> str:
        """The model's own probabilities, in words."""
        ranked = sorted(found.probabilities.items(), key=lambda one: -one[1])
        first, second = (self._t(f"verdict.{one.value}") for one, _ in ranked[:2])
        chance = ranked[0][1]
        if chance >= _SURE:
            return self._t("why.sure", first=first)
        if chance >= _FAIRLY:
            return self._t("why.fairly_sure", first=first, second=second)
        return self._t("why.unsure", first=first, second=second)

    def _sum(self, feedback: Feedback) -> list[str]:
        """How code computed the score, from the weights and what caps it."""
        weight = sum(one.weight for one in self.rubric)
        earned = sum(points(self.rubric, feedback.judgements))
        most = cap(self.rubric, feedback.judgements)
        lines = [
            self._t(
                "why.sum",
                earned=_number(earned),
                weight=_number(weight),
                percent=round(100 * max(0.0, earned / weight)),
            )
        ]
        if earned / weight > most:
            must = [one for one in self.rubric if one.must]
            wrong = cap(must, feedback.judgements) < cap(must, ())
            key = "why.cap_wrong" if wrong else "why.cap_missing"
            lines.append(self._t(key, percent=round(100 * most)))
        if feedback.low is not None and feedback.high is not None:
            low, high = round(100 * feedback.low), round(100 * feedback.high)
            lines.append(self._t("why.band", low=low, high=high))
        final = round(100 * score(self.rubric, feedback.judgements))
        lines.append(self._t("why.score", percent=final))
        return [" ".join(lines)]

    def _card(self, lines: Sequence[str], buttons: Sequence[Button] = ()) -> Card:
        reveal = Button(self._t("card.reveal"), f"reveal:{self.posting}")
        return Card(
            title=self._t("why.title"),
            body="\n".join(lines),
            note=self._t("why.note"),
            buttons=(*buttons, reveal),
            language=self.language,
        )

    def _t(self, key: str, **facts: str | float) -> str:
        return self.say(self.language, key, **facts)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
