"""How a suggested question is shown: to who suggested it, and to who decides on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.chat import Button, Card, Field, Form, Input
from bot.core.errors import CoachError
from bot.core.ports import Say
from bot.core.suggestion import LIMITS, OPEN, State, Suggestion
from bot.flows.question_card import OFFERED, Links, fields
from bot.flows.similar import Alike

_STATES = {
    State.DRAFT: "suggestion.is_draft",
    State.QUEUED: "suggestion.is_queued",
    State.WRITING: "suggestion.is_queued",
    State.APPROVED: "suggestion.is_approved",
    State.DENIED: "suggestion.is_denied",
    State.WITHDRAWN: "suggestion.is_withdrawn",
}
_FIELDS = {
    "title": "suggestion.title",
    "answer": "suggestion.answer",
    "tags": "suggestion.tags",
    "company": "card.company",
    "round": "card.round",
}
"""What a form asks for, and what each is called: the narrowest platform has room for five."""
_EDITABLE = 5
"""Suggestions of a list that have buttons of their own."""


@dataclass(frozen=True)
class SuggestionCard:
    """Cards and forms in one language."""

    say: Say
    language: str

    def why(self, error: CoachError) -> str:
        """What an error says, with the field that it names called as in the form."""
        facts = dict(error.facts)
        if label := _FIELDS.get(str(facts.get("field"))):
            facts["field"] = self._say(label)
        return self._say(error.key, **facts)

    def state(self, one: Suggestion) -> str:
        """Where it stands, in words."""
        return self._say(_STATES[one.state])

    def form(self, values: Mapping[str, str], action: str) -> Form:
        """The form to write a suggestion, with these values in it."""
        named = [values[name] for name in ("tags", "difficulty") if values.get(name)]
        shown = {**values, "tags": ", ".join(named)}
        return Form(
            title=self._say("suggestion.form"),
            action=action,
            inputs=tuple(
                Input(
                    name,
                    self._say(label),
                    value=shown.get(name, "")[: LIMITS[name]],
                    long=name == "answer",
                    required=name == "title",
                    limit=LIMITS[name],
                )
                for name, label in _FIELDS.items()
            ),
            submit=self._say("suggestion.submit"),
            language=self.language,
        )

    def edited(self, one: Suggestion, action: str) -> Form:
        """The form with the text of a suggestion in it."""
        values = {
            "title": one.title,
            "answer": one.answer,
            "tags": ", ".join(one.tags),
            "company": one.company or "",
            "round": one.round or "",
            "difficulty": one.difficulty or "",
        }
        return self.form(values, f"{action}:{one.id}:{one.revision}")

    def denial(self, one: Suggestion) -> Form:
        """The form to say why it is denied."""
        reason = Input(
            "reason",
            self._say("suggestion.reason"),
            long=True,
            required=False,
            limit=LIMITS["reason"],
        )
        return Form(
            title=self._say("suggestion.deny_form"),
            action=f"deny:{one.id}:{one.revision}",
            inputs=(reason,),
            submit=self._say("suggestion.deny"),
            language=self.language,
        )

    def told(self, key: str, one: Suggestion, body: str, buttons: Sequence[Button] = ()) -> Card:
        """What became of a suggestion, under the title of this key."""
        named = (Field(self._say("suggestion.title"), one.title),) if one.title else ()
        return Card(
            title=self._say(key),
            body=body,
            fields=named,
            buttons=tuple(buttons),
            language=self.language,
        )

    def close(self, one: Suggestion, alike: Sequence[Alike]) -> Card:
        """What it may be a duplicate of, side by side, with what can be done."""
        buttons = [
            *Links(self.say, self.language).show([it.question for it in alike if it.question]),
            self.button("send", "suggestion.send_anyway", one, "primary"),
            *self.own(one),
        ]
        body = "\n".join([self._say("suggestion.close"), "", *self._listed(alike)])
        return self.told("suggestion.close_title", one, body, buttons)

    def mine(self, listed: Sequence[Suggestion]) -> Card:
        """An author's suggestions, with buttons for the newest that are still open."""
        lines = []
        for at, one in enumerate(listed, 1):
            why = self._say("suggestion.because", reason=" ".join(one.reason.split()))
            stands = f"{self.state(one)}. {why}" if one.reason else self.state(one)
            lines.append(f"{at}. **{one.title or '…'}**\n   {stands}")
        open_ = [(at, one) for at, one in enumerate(listed, 1) if one.state in OPEN][:_EDITABLE]
        buttons = [Button(self._say("suggestion.new"), "suggest", "primary")]
        for at, one in open_:
            buttons += [
                Button(f"{button.label} {at}", button.action, button.style)
                for button in self.own(one)
            ]
        return Card(
            title=self._say("suggestion.mine"),
            body="\n".join(lines) or self._say("suggestion.none"),
            buttons=tuple(buttons),
            language=self.language,
        )

    def waiting(
        self, one: Suggestion, alike: Sequence[Alike], *, note: str = "", more: bool = False
    ) -> Card:
        """A suggestion as a maintainer decides on it; with `more` there is a way to the next."""
        revised = f"{one.id}:{one.revision}"
        buttons = [
            Button(self._say("suggestion.approve"), f"approve:{revised}", "primary"),
            Button(self._say("suggestion.deny"), f"deny:{revised}", "danger"),
            self.button("revise", "suggestion.edit", one),
        ]
        if more:
            buttons.append(self.button("queue", "suggestion.following", one))
        buttons += Links(self.say, self.language).show([it.question for it in alike if it.question])
        facts = list(fields(one.question, self.say, self.language))
        if alike:
            facts.append(Field(self._say("suggestion.alike"), self._in_line(alike)))
        return Card(
            title=one.title,
            body=one.answer or self._say("suggestion.no_answer"),
            fields=tuple(facts),
            note=note,
            buttons=tuple(buttons),
            language=self.language,
        )

    def unsaved(self, values: Mapping[str, str], reason: str, buttons: Sequence[Button]) -> Card:
        """Why a text could not be kept, with the text: it is its author's only copy."""
        written = [values[name] for name in _FIELDS if values.get(name, "").strip()]
        return Card(
            title=self._say("refusal.title"),
            body=reason,
            spoiler="\n\n".join(written),
            spoiler_title=self._say("suggestion.written") if written else "",
            buttons=tuple(buttons),
            language=self.language,
        )

    def own(self, one: Suggestion) -> list[Button]:
        """What its author may do with it."""
        return [
            self.button("edit", "suggestion.edit", one),
            self.button("withdraw", "suggestion.withdraw", one, "danger"),
        ]

    def button(
        self,
        action: str,
        key: str,
        one: Suggestion,
        style: Literal["plain", "primary", "danger"] = "plain",
    ) -> Button:
        """A button that does something with a suggestion."""
        return Button(self._say(key), f"{action}:{one.id}", style)

    def _listed(self, alike: Sequence[Alike]) -> list[str]:
        """The titles, each with where it stands and how alike it is below it."""
        return [
            f"{at}. **{one.title}**\n   {self._likeness(one)}"
            for at, one in enumerate(_linked_first(alike), 1)
        ]

    def _in_line(self, alike: Sequence[Alike]) -> str:
        """The same where there is one line for all."""
        ordered = enumerate(_linked_first(alike)[:OFFERED], 1)
        return " · ".join(f"{at}. {one.title} ({self._likeness(one)})" for at, one in ordered)

    def _likeness(self, one: Alike) -> str:
        key = "suggestion.in_bank" if one.question else "suggestion.in_queue"
        return self._say(key, percent=round(100 * one.likeness))

    def _say(self, key: str, **facts: str | float) -> str:
        return self.say(self.language, key, **facts)


def _linked_first(alike: Sequence[Alike]) -> list[Alike]:
    """Those in the bank before those in the queue, for these have buttons, by their numbers."""
    return sorted(alike, key=lambda one: one.question is None)
