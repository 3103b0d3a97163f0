"""A judge of known quality: it reads the prompts of the coach and says what it was given."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.completion import Message, ModelFacts
from bot.core.feedback import Verdict
from bot.llm.scripted import Reply, ScriptedModel

Said = Mapping[str, tuple[str, str]]
"""By checkpoint: the verdict and the evidence that is quoted for it; others are missing."""

_ALL = re.compile(r"Now the JSON for the checkpoints (.+)\.$", re.DOTALL)
_ONE = re.compile(r"Now the JSON for checkpoint (\S+) alone\.")
_WEIGHED = re.compile(r"Now checkpoint (\S+) alone:\n(.*)\nReply with one letter\.$", re.DOTALL)
_OPTION = {
    "the answer says it": Verdict.COVERED,
    "the answer says a part of it": Verdict.PARTIAL,
    "the answer does not say it": Verdict.MISSING,
    "the answer says the opposite": Verdict.WRONG,
}


@dataclass(frozen=True)
class Judge:
    """Says the same of a checkpoint however it is asked.

    `sure` is how probable it finds its own verdict (the rest goes to the others evenly).
    """

    said: Said = field(default_factory=dict)
    followup: str = ""
    sure: float = 1.0

    def reply(self, messages: Sequence[Message]) -> Reply:
        """What it writes: verdicts, or advice."""
        task = messages[-1].text
        if found := _ALL.search(task):
            return {name: self._verdict(name) for name in found[1].split(", ")}
        if found := _ONE.search(task):
            return {found[1]: self._verdict(found[1])}
        return advice(messages, self.followup)

    def weigh(self, messages: Sequence[Message]) -> Mapping[str, float]:
        """How probable it finds each letter."""
        found = _WEIGHED.search(messages[-1].text)
        assert found, "no prompt of ours"
        options = dict(line.split(": ", 1) for line in found[2].splitlines())
        verdict = self.said.get(found[1], ("missing", ""))[0]
        rest = (1 - self.sure) / 3
        return {
            letter: self.sure if _OPTION[text] == verdict else rest
            for letter, text in options.items()
        }

    def _verdict(self, name: str) -> dict[str, str]:
        verdict, evidence = self.said.get(name, ("missing", ""))
        return {"evidence": evidence, "verdict": verdict}


def advice(messages: Sequence[Message], followup: str = "") -> dict[str, Any]:
    """Advice on the findings that the prompt lists, a sentence for each kind of them."""
    kinds = {
        "strengths": ("said", "said in part", "答到", "答到一部分"),
        "gaps": ("not said", "said in part", "没答到", "答到一部分"),
        "misconceptions": ("said wrongly", "说错"),
    }
    findings = re.findall(r"^(\S+) \[([^\]]+)\]", messages[-1].text, re.MULTILINE)
    said: dict[str, Any] = {}
    for kind, names in kinds.items():
        ids = [one for one, name in findings if name in names]
        if ids:
            said[kind] = [{"checkpoint": ids[0], "sentence": f"A word on {ids[0]}."}]
    if any(name not in ("said", "答到") for _, name in findings) and not messages[-1].text.endswith(
        "followup: -"
    ):
        said["followup"] = followup or "What else?"
    return said


def judged_by(
    said: Said | None = None,
    *,
    sure: float = 1.0,
    followup: str = "",
    pace: float = 0.0,
    facts: ModelFacts | None = None,
) -> ScriptedModel:
    """A model that judges so."""
    judge = Judge(said or {}, followup, sure)
    known = facts or ModelFacts("scripted", proven=True)
    return ScriptedModel(judge.reply, weigh=judge.weigh, pace=pace, facts=known)


def in_turn(*replies: Reply | Callable[[Sequence[Message]], Reply], then: Judge) -> ScriptedModel:
    """A model that replies so at first (troubles, say), and then judges."""
    rest = list(replies)

    def reply(messages: Sequence[Message]) -> Reply:
        if not rest:
            return then.reply(messages)
        first = rest.pop(0)
        return first(messages) if callable(first) else first

    return ScriptedModel(reply, weigh=then.weigh)
