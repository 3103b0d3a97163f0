"""What a member sees of feedback: the checklist as it fills in, the score or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.chat import Button, Card
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.core.ports import Say
from bot.core.rubric import Checkpoint

_ICON = {
    Verdict.COVERED: "✅",
    Verdict.PARTIAL: "🟡",
    Verdict.MISSING: "⬜",
    Verdict.WRONG: "❌",
}


@dataclass(frozen=True)
class FeedbackCard:
    """Writes the cards of one attempt's feedback in one language."""

    say: Say
    language: str
    rubric: Sequence[Checkpoint]
    attempt: str
    posting: str
    cut_to: int | None = None

    def of(self, feedback: Feedback) -> Card:
        """The card of feedback that is whole, has failed, or still grows."""
        if feedback.graded:
            return self._graded(feedback)
        return self._self_check(feedback) if feedback.trouble else self._filling(feedback)

    def _filling(self, feedback: Feedback) -> Card:
        """The checklist so far: what is not judged yet waits."""
        lines = [
            self._t("feedback.reading"),
            "",
            *self._checklist(feedback.judgements, proven=feedback.proven),
        ]
        return self._card(lines)

    def _graded(self, feedback: Feedback) -> Card:
        """The whole checklist with its score, or with the reason why it has none."""
        if feedback.score is None:
            head = self._t("feedback.unproven", model=feedback.model)
        else:
            covered = sum(one.verdict is Verdict.COVERED for one in feedback.judgements)
            head = self._t(
                "feedback.score",
                percent=round(feedback.score * 100),
                earned=covered,
                total=len(self.rubric),
            )
        lines = [head, "", *self._checklist(feedback.judgements, proven=feedback.proven)]
        by = "feedback.by_model" if feedback.proven else "feedback.by_unproven"
        notes = [self._t(by, model=feedback.model)]
        if feedback.trouble:
            notes.insert(0, self._t("feedback.advice_failed"))
        return self._card(lines, notes=notes, buttons=self._ending(again=False))

    def _self_check(self, feedback: Feedback) -> Card:
        """The checklist to tick by oneself, where no model graded."""
        reason = self._t(feedback.trouble)
        lines = [self._t("feedback.not_graded", reason=reason), ""]
        ticks = []
        for number, one in enumerate(self.rubric, 1):
            done = one.id in feedback.ticked
            lines.append(f"{number}. {'☑' if done else '☐'} {one.text}{self._must(one)}")
            label = f"{'☑' if done else '☐'} {number}"
            ticks.append(Button(label, f"tick:{self.attempt}:{one.id}"))
        if feedback.ticked:
            done_count = len(feedback.ticked)
            lines += ["", self._t("feedback.ticked", done=done_count, total=len(self.rubric))]
        return self._card(
            lines,
            notes=[self._t("feedback.not_graded_note")],
            buttons=(*ticks, *self._ending(again=True)),
        )

    def without_rubric(self) -> Card:
        """Where there is nothing to grade against."""
        return self._card([self._t("feedback.no_rubric")], buttons=self._ending(again=False)[-1:])

    def _checklist(self, judgements: Sequence[Judgement], *, proven: bool) -> list[str]:
        found = {one.checkpoint: one for one in judgements}
        return [self._line(one, found.get(one.id), proven=proven) for one in self.rubric]

    def _line(self, checkpoint: Checkpoint, found: Judgement | None, *, proven: bool) -> str:
        must = self._must(checkpoint)
        if found is None:
            return f"- ⏳ {checkpoint.text}{must} · {self._t('feedback.waiting')}"
        icon = _ICON[found.verdict] if proven else "❔"
        line = f"- {icon} **{self._t(f'verdict.{found.verdict.value}')}** {checkpoint.text}{must}"
        if found.unsupported:
            return f"{line} · {self._t('feedback.unsupported')}"
        return f"{line} · “{quoted(found.evidence)}”" if found.evidence else line

    def _must(self, checkpoint: Checkpoint) -> str:
        return f" ({self._t('feedback.must')})" if checkpoint.must else ""

    def _ending(self, *, again: bool) -> tuple[Button, ...]:
        buttons = [Button(self._t("card.reveal"), f"reveal:{self.posting}")]
        if again:
            buttons.insert(0, Button(self._t("card.try_again"), f"again:{self.attempt}"))
        return (*buttons, Button(self._t("card.next"), f"next:{self.posting}", "primary"))

    def _card(
        self,
        lines: Sequence[str],
        *,
        notes: Sequence[str] = (),
        buttons: tuple[Button, ...] = (),
    ) -> Card:
        said = list(notes)
        if self.cut_to is not None:
            said.insert(0, self._t("feedback.cut", limit=self.cut_to))
        return Card(
            title=self._t("feedback.title"),
            body="\n".join(lines),
            note=" ".join(said),
            buttons=buttons,
            language=self.language,
        )

    def _t(self, key: str, **facts: str | float) -> str:
        return self.say(self.language, key, **facts)


def quoted(evidence: str) -> str:
    """Words of an answer as they may stand within a line of Markdown: on one line, without
    markup."""
    return "".join(
        "\\" + one if one in "\\`*_[]<>|~#" else one for one in " ".join(evidence.split())
    )
