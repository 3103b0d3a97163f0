"""Tells the steps of a run while they happen, as a text that only grows."""

from dataclasses import dataclass, field

from bot.core.ports import Say
from bot.core.trace import Step
from bot.core.worksheet import Wrote

_LONGEST = 200
"""Characters of a step that was not written before the reader's eyes."""


@dataclass
class Narration:
    """A step is told when it is first written to, or when it has something to show; each once."""

    say: Say
    language: str
    _steps: dict[int, Step] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)
    _aloud: int | None = None

    def step(self, step: Step) -> str:
        """What is to be added for a step that is new or has changed; "" for nothing."""
        known = step.id in self._steps
        self._steps[step.id] = step
        if step.id in self._told or not (step.title or step.text):
            return ""
        if not known and not step.text and step.kind in ("question", "thought"):
            return ""  # its words are about to come
        self._told.add(step.id)
        self._aloud = None
        return f"{self.head(step)} {shortened(step)}".rstrip() + "\n"

    def wrote(self, wrote: Wrote) -> str:
        """What is to be added for a piece of a step's text."""
        if self._aloud == wrote.step:
            return wrote.delta.text
        first = wrote.step not in self._told
        self._told.add(wrote.step)
        self._aloud = wrote.step
        step = self._steps[wrote.step]
        title = f" {step.title}" if step.title and first else ""
        return f"\n{self.head(step)}{title}\n{wrote.delta.text.lstrip()}"

    def whole(self, step: Step) -> str:
        """A step with all of its text, as it is told once more."""
        mark = f" {step.title}" if step.title else ""
        return f"{self.head(step)}{mark}\n{step.text}".rstrip() + "\n"

    def head(self, step: Step) -> str:
        """A step's number and kind, as it is called everywhere."""
        kind = self.say(self.language, f"cot_step.{step.kind}")
        return f"\n{step.id + 1}. {kind}:"


def shortened(step: Step) -> str:
    """A step in one line: its title, and its text as far as it fits; a score where it has one."""
    text = " ".join(step.text.split())
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    line = " · ".join(one for one in (step.title, text) if one)
    mark = {"right": "✓ ", "wrong": "✗ ", "pruned": "– "}.get(step.state, "")
    score = f" ({step.score:.0%})" if step.score is not None else ""
    return f"{mark}{line}{score}"
