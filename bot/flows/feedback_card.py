"""What a member sees of feedback: the checklist as it fills in, the score or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.chat import Button, Card
from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.core.ports import Say
from bot.core.progress import Progress
from bot.core.queueing import Standing
from bot.core.rubric import Checkpoint
from bot.core.shortcuts import Shortcut
from bot.core.waiting import rounded
from bot.flows.daily_answers import DailyAnswer, is_good

_ICON = {
    Verdict.COVERED: "✅",
    Verdict.PARTIAL: "🟡",
    Verdict.MISSING: "⬜",
    Verdict.WRONG: "❌",
}


@dataclass(frozen=True)
class FeedbackCard:
    """Writes the cards of one attempt's feedback in one language.

    `asked` is the follow-up question that the attempt answers. `progress` is what changed since the
    member's last try. What stands where others read is `public`: it says so, repeats none of the
    answer's words, and what a reader could answer with (checkpoints, advice, follow-ups) waits
    behind a spoiler: the verdicts stand under numbers. `daily` is what the answer is to a question
    of the day.
    """

    say: Say
    language: str
    rubric: Sequence[Checkpoint]
    attempt: str
    posting: str
    asked: str = ""
    cut_to: int | None = None
    progress: Progress | None = None
    public: bool = False
    daily: DailyAnswer = field(default_factory=DailyAnswer)

    def of(self, feedback: Feedback) -> Card:
        """The card of feedback that is whole, has failed, or still grows."""
        if feedback.graded:
            return self._graded(feedback)
        return self._self_check(feedback) if feedback.trouble else self._filling(feedback)

    def without_rubric(self) -> Card:
        """Where there is nothing to grade against."""
        *_, following = self._ending()
        return self._card([self._t("feedback.no_rubric")], buttons=(following,))

    def in_line(self, standing: Standing) -> Card:
        """Where the answer stands while others are served, and for about how long yet."""
        line = place_in_line(standing, self.say, self.language)
        stop = Button(self._t("card.stop"), f"stop:{self.attempt}")
        return self._card([line, "", self._t("line.kept")], buttons=(stop,))

    def _filling(self, feedback: Feedback) -> Card:
        """The checklist so far: what is not judged yet waits."""
        lines = [self._t("feedback.reading"), "", *self._checklist(feedback)]
        stop = Button(self._t("card.stop"), f"stop:{self.attempt}")
        return self._card(lines, buttons=(stop,))

    def _graded(self, feedback: Feedback) -> Card:
        """The whole checklist with its score, or with the reason why it has none."""
        lines = [self._head(feedback)]
        if feedback.judgements:
            lines += ["", *self._checklist(feedback)]
        told = [*self._progress(), *self._advice(feedback.advice)]
        notes = []
        if feedback.advice_failed:
            notes.append(self._t("feedback.advice_failed"))
        if feedback.model:
            by = "feedback.by_model" if feedback.proven else "feedback.by_unproven"
            notes.append(self._t(by, model=feedback.model))
        keyed = bool(feedback.judgements)
        return self._card(
            lines, told=told, keyed=keyed, notes=notes, buttons=self._around(feedback)
        )

    def _head(self, feedback: Feedback) -> str:
        if feedback.shortcut:
            key = f"shortcut.{Shortcut(feedback.shortcut).value}"
            return self._t(key)
        if feedback.score is None:
            return self._t("feedback.unproven", model=feedback.model)
        covered = sum(one.verdict is Verdict.COVERED for one in feedback.judgements)
        facts = {"earned": covered, "total": len(self.rubric)}
        if feedback.low is not None and feedback.high is not None:
            low, high = round(feedback.low * 100), round(feedback.high * 100)
            return self._t("feedback.band", low=low, high=high, **facts)
        return self._t("feedback.score", percent=round(feedback.score * 100), **facts)

    def _progress(self) -> list[str]:
        """What is newly covered, still missing and lost since the last try."""
        if self.progress is None:
            return []
        texts = {one.id: one.said(self.language) for one in self.rubric}
        lines = []
        for name in ("gained", "missing", "lost"):
            points = [texts[one] for one in getattr(self.progress, name) if one in texts]
            if points:
                lines.append(f"- **{self._t(f'progress.{name}')}** {'; '.join(points)}")
        if lines and self.progress.changed:
            lines.append(f"- {self._t('progress.changed')}")
        return ["", self._t("progress.title"), *lines] if lines else []

    def _advice(self, advice: Advice) -> list[str]:
        """What the model wrote, marked as its own."""
        lines: list[str] = []
        for name in ("strengths", "gaps", "misconceptions"):
            sentences = [sentence for _, sentence in getattr(advice, name)]
            if sentences:
                lines += ["", f"🤖 **{self._t(f'advice.{name}')}**"]
                lines += [f"- {harmless_line(sentence)}" for sentence in sentences]
        if advice.followup:
            asked = harmless_line(advice.followup[1])
            lines += ["", f"🤖 **{self._t('advice.followup')}** {asked}"]
        return lines

    def _self_check(self, feedback: Feedback) -> Card:
        """The checklist to tick by oneself, where no model graded."""
        reason = self._t(feedback.trouble, **dict(feedback.facts))
        lines = [self._t("feedback.not_graded", reason=reason), ""]
        ticks = []
        for number, one in enumerate(self.rubric, 1):
            done = one.id in feedback.ticked
            lines.append(f"{number}. {'☑' if done else '☐'}{self._named(one)}")
            label = f"{'☑' if done else '☐'} {number}"
            ticks.append(Button(label, f"tick:{self.attempt}:{one.id}"))
        if feedback.ticked:
            done_count = len(feedback.ticked)
            lines += ["", self._t("feedback.ticked", done=done_count, total=len(self.rubric))]
        if feedback.estimate:
            number, error = (round(part * 100) for part in feedback.estimate)
            lines += ["", self._t("feedback.estimate", percent=number, error=error)]
        notes = [self._t("feedback.not_graded_note")]
        if why := dict(feedback.facts).get("no_estimate"):
            notes.append(self._t(why))
        unfit = feedback.trouble == "feedback.unfit"
        again = Button(
            self._t("card.read_anyway" if unfit else "card.try_again"),
            f"{'anyway' if unfit else 'again'}:{self.attempt}",
        )
        return self._card(lines, keyed=True, notes=notes, buttons=(*ticks, again, *self._ending()))

    def _checklist(self, feedback: Feedback) -> list[str]:
        found = {one.checkpoint: one for one in feedback.judgements}
        proven = feedback.proven or bool(feedback.shortcut)
        return [
            f"{f'{number}.' if self.public else '-'} {self._line(one, found.get(one.id), proven)}"
            for number, one in enumerate(self.rubric, 1)
        ]

    def _line(self, checkpoint: Checkpoint, found: Judgement | None, proven: bool) -> str:
        if found is None:
            return f"⏳{self._named(checkpoint)} · {self._t('feedback.waiting')}"
        icon = _ICON[found.verdict] if proven else "❔"
        verdict = self._t(f"verdict.{found.verdict.value}")
        line = f"{icon} **{verdict}**{self._named(checkpoint)}"
        if found.ruled_by:
            line += f" · {self._t(f'ruled.{found.ruled_by}')}"
        if found.unsupported:
            return f"{line} · {self._t('feedback.unsupported')}"
        if self.public or not found.evidence:
            return line
        return f"{line} · “{quoted(found.evidence)}”"

    def _named(self, checkpoint: Checkpoint) -> str:
        """What follows a checkpoint's mark: its text, but where others read."""
        text = "" if self.public else f" {checkpoint.said(self.language)}"
        return f"{text}{self._t('feedback.must')}" if checkpoint.must else text

    def _around(self, feedback: Feedback) -> tuple[Button, ...]:
        """The buttons of feedback with verdicts: what can be said to it, then what ends it."""
        *ending, following = self._ending()
        buttons = list(ending)
        if feedback.judgements:
            buttons.append(Button(self._t("card.why"), f"why:{self.attempt}"))
        if feedback.proven and feedback.judgements:
            buttons.append(Button(self._t("card.dispute"), f"dispute:{self.attempt}"))
        if self.daily.offered is not None and not self.public and is_good(feedback):
            agreed = self.daily.offered
            name = "daily.keep_mine" if agreed else "daily.show_mine"
            action = f"offer:{self.attempt}{':back' if agreed else ''}"
            buttons.append(Button(self._t(name), action))
        if feedback.advice.followup:
            asked = Button(self._t("card.followup"), f"followup:{self.attempt}", "primary")
            buttons.insert(0, asked)
        return (*buttons, following)

    def _ending(self) -> tuple[Button, ...]:
        whole = (Button(self._t("card.whole"), f"whole:{self.attempt}"),) if self.public else ()
        return (
            *whole,
            Button(
                self._t("card.retry"), f"retry:{self.posting}{'' if self.public else ':privately'}"
            ),
            Button(self._t("card.reveal"), f"reveal:{self.posting}"),
            Button(self._t("card.next"), f"next:{self.posting}", "primary"),
        )

    def _card(
        self,
        lines: Sequence[str],
        *,
        told: Sequence[str] = (),
        keyed: bool = False,
        notes: Sequence[str] = (),
        buttons: tuple[Button, ...] = (),
    ) -> Card:
        """What is `told` may help others to answer, and so may what the numbers of the checklist
        stand for (where it is `keyed` to them)."""
        said = list(notes)
        if self.asked:
            said.insert(0, self._t("feedback.follows_note"))
        if self.daily.late:
            said.append(self._t("daily.late"))
        if self.public:
            said.append(self._t("feedback.public"))
        if self.cut_to is not None:
            said.insert(0, self._t("feedback.cut", limit=self.cut_to))
        head = [self._t("feedback.follows", asked=harmless_line(self.asked)), ""]
        head = head if self.asked else []
        hidden: list[str] = []
        if self.public:
            hidden = [*head, *(self._key() if keyed else ()), *told]
            head, told = [], ()
        spoiler = "\n".join(hidden).strip()
        return Card(
            title=self._t("feedback.title"),
            body="\n".join([*head, *lines, *told]),
            spoiler=spoiler,
            spoiler_title=self._t("feedback.hidden") if spoiler else "",
            note=" ".join(said),
            buttons=buttons,
            language=self.language,
        )

    def _key(self) -> list[str]:
        """What each number of the checklist stands for."""
        return [f"{number}. {one.said(self.language)}" for number, one in enumerate(self.rubric, 1)]

    def _t(self, key: str, **facts: str | float) -> str:
        return self.say(self.language, key, **facts)


def place_in_line(standing: Standing, say: Say, language: str) -> str:
    """Where somebody stands in the line for the model, and for about how long yet."""
    if standing.seconds is None:
        return say(language, "line.place", place=standing.place)
    seconds = rounded(standing.seconds)
    key, number = ("minutes", seconds // 60) if seconds >= 120 else ("seconds", seconds)
    return say(language, f"line.{key}", place=standing.place, number=number)


def quoted(evidence: str) -> str:
    """Words of an answer as they may stand within a line of Markdown: on one line, without
    markup."""
    return "".join(
        "\\" + one if one in "\\`*_[]<>|~#" else one for one in " ".join(evidence.split())
    )


def harmless_line(text: str) -> str:
    """A sentence of a model within a line of Markdown: its code and emphasis stay, its links,
    images and HTML are words."""
    return "".join("\\" + one if one in "[]<>#|" else one for one in " ".join(text.split()))
