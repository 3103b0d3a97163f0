"""How a contested verdict is shown: to the member who contests it, and to maintainers."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.attempt import Attempt
from bot.core.chat import Button, Card, Choice, Form, Input
from bot.core.dispute import ARGUMENT, Dispute, DisputeState
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.core.ports import Say
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.flows.feedback_card import quoted

REASON = 1000
"""The most characters of what a maintainer says of their verdict."""
KEEP = "keep"
_CHOICE = 90


@dataclass(frozen=True)
class DisputeCard:
    """Cards and forms in one language."""

    say: Say
    language: str

    def form(self, attempt: str, feedback: Feedback, rubric: Sequence[Checkpoint]) -> Form:
        """The form to contest a verdict: those that cost something can be chosen."""
        found = {one.checkpoint: one for one in feedback.judgements}
        choices = tuple(
            Choice(one.id, self._choice(number, one, found[one.id]))
            for number, one in enumerate(rubric, 1)
            if one.id in found and found[one.id].verdict is not Verdict.COVERED
        )
        return Form(
            title=self._t("dispute.form"),
            action=f"contest:{attempt}",
            inputs=(
                Input("checkpoint", self._t("dispute.which"), choices=choices),
                Input("argument", self._t("dispute.argument"), long=True, limit=ARGUMENT),
            ),
            submit=self._t("dispute.submit"),
            language=self.language,
        )

    def reading(self, dispute: Dispute, checkpoint: Checkpoint) -> Card:
        """While it is judged again."""
        lines = [self._t("dispute.reading"), "", self._named(checkpoint)]
        stop = Button(self._t("card.stop"), f"stop:{dispute.id}")
        return self._card("dispute.title", lines, buttons=[stop])

    def outcome(self, dispute: Dispute, checkpoint: Checkpoint) -> Card:
        """Both verdicts, and what holds now."""
        lines = [self._named(checkpoint), "", *self._both(dispute), ""]
        if dispute.after is None:
            lines.append(self._t("dispute.not_judged"))
        else:
            lines.append(self._t("dispute.changed" if dispute.changed else "dispute.kept"))
        note = self._t("dispute.by_model", model=dispute.model) if dispute.after else ""
        return self._card("dispute.title", lines, note=note)

    def waiting(
        self,
        dispute: Dispute,
        attempt: Attempt,
        question: Question | None,
        checkpoint: Checkpoint | None,
        *,
        note: str,
        more: bool,
    ) -> Card:
        """A dispute as a maintainer rules on it; it does not say whose it is."""
        named = self._named(checkpoint) if checkpoint else f"**{dispute.checkpoint}**"
        asked = attempt.asked or (question.title if question else attempt.question)
        lines = [
            *([self._t("feedback.follows", asked=quoted(asked)), ""] if attempt.asked else ()),
            named,
            "",
            f"**{self._t('dispute.the_answer')}**",
            *_cited(attempt.answer),
            "",
            f"**{self._t('dispute.the_argument')}**",
            *_cited(dispute.argument),
            "",
            *self._both(dispute),
        ]
        buttons = [
            Button(self._t(f"verdict.{one.value}"), f"rule:{dispute.id}:{one.value}")
            for one in Verdict
        ]
        buttons.append(Button(self._t("dispute.keep"), f"rule:{dispute.id}:{KEEP}", "primary"))
        if more:
            buttons.append(Button(self._t("dispute.following"), f"disputes:{dispute.id}"))
        title = question.title if question else asked
        return self._card(title, lines, note=note, buttons=buttons, as_it_is=True)

    def ruling(self, dispute: Dispute, verdict: str) -> Form:
        """The form to say why."""
        key = "dispute.keep" if verdict == KEEP else f"verdict.{Verdict(verdict).value}"
        reason = Input("reason", self._t("dispute.reason"), long=True, required=False, limit=REASON)
        return Form(
            title=self._t(key),
            action=f"rule:{dispute.id}:{verdict}",
            inputs=(reason,),
            submit=self._t("dispute.rule"),
            language=self.language,
        )

    def ruled(self, dispute: Dispute, checkpoint: Checkpoint | None) -> Card:
        """What a maintainer decided, for the member."""
        key = "dispute.ruled_kept" if dispute.ruling is None else "dispute.ruled"
        verdict = self._t(f"verdict.{dispute.stands.verdict.value}")
        named = self._named(checkpoint) if checkpoint else f"**{dispute.checkpoint}**"
        lines = [named, "", self._t(key, verdict=verdict)]
        if dispute.reason:
            lines += ["", self._t("dispute.because"), *_cited(dispute.reason)]
        return self._card("dispute.ruled_title", lines)

    def empty(self) -> Card:
        """Where nothing waits for a maintainer."""
        return self._card("dispute.queue", [self._t("dispute.queue_empty")])

    def done(self, left: int) -> Card:
        """For the maintainer who has ruled."""
        lines = [self._t("dispute.left", count=left) if left else self._t("dispute.queue_empty")]
        buttons = [Button(self._t("dispute.queue"), "disputes")] if left else []
        return self._card("dispute.done", lines, buttons=buttons)

    def place(self, at: int, count: int) -> str:
        """Where a dispute stands in the queue."""
        return self._t("dispute.place", place=at, count=count)

    def _choice(self, number: int, one: Checkpoint, found: Judgement) -> str:
        verdict = self._t(f"verdict.{found.verdict.value}")
        label = f"{number}. {verdict}: {one.said(self.language)}"
        return label if len(label) <= _CHOICE else label[: _CHOICE - 1].rstrip() + "…"

    def _both(self, dispute: Dispute) -> list[str]:
        first = f"- **{self._t('dispute.first')}** {self._judged(dispute.before)}"
        if dispute.after is not None:
            again = self._judged(dispute.after)
        elif dispute.trouble:
            again = self._t(dispute.trouble)
        else:
            again = self._t("dispute.waits")
        lines = [first, f"- **{self._t('dispute.again')}** {again}"]
        if dispute.state is DisputeState.RULED and dispute.ruling is not None:
            verdict = self._t(f"verdict.{dispute.ruling.value}")
            lines.append(f"- **{self._t('dispute.ruled_title')}** {verdict}")
        return lines

    def _judged(self, one: Judgement) -> str:
        verdict = self._t(f"verdict.{one.verdict.value}")
        if one.unsupported:
            return f"{verdict} · {self._t('feedback.unsupported')}"
        return f"{verdict} · “{quoted(one.evidence)}”" if one.evidence else verdict

    def _named(self, one: Checkpoint) -> str:
        must = self._t("feedback.must") if one.must else ""
        return f"**{self._t('dispute.checkpoint')}** {one.said(self.language)}{must}"

    def _card(
        self,
        title: str,
        lines: Sequence[str],
        *,
        note: str = "",
        buttons: Sequence[Button] = (),
        as_it_is: bool = False,
    ) -> Card:
        return Card(
            title=title if as_it_is else self._t(title),
            body="\n".join(lines),
            note=note,
            buttons=tuple(buttons),
            language=self.language,
        )

    def _t(self, key: str, **facts: str | float) -> str:
        return self.say(self.language, key, **facts)


def _cited(text: str) -> list[str]:
    """Words of a member, line by line, as words that they are."""
    return [f"> {quoted(line)}" for line in text.splitlines() if line.strip()]
