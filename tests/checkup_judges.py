"""Judges of known quality for the fixed sets: each knows whose answer it reads, and errs its own
way."""

import re
from collections.abc import Callable, Mapping, Sequence

from bot import checkups
from bot.core.checkup import Kind, Sample
from bot.core.completion import Message, ModelFacts
from bot.core.feedback import Verdict
from bot.llm.scripted import ScriptedModel
from tests.judges import Judge

Verdicts = Callable[[Sample, str], Verdict]
"""The verdict on a checkpoint of a sample's question; one that is not its own is the hidden one."""

_HALF = (Kind.HALF, Kind.INJECTION, Kind.BEGGING, Kind.PADDED)


def truth(sample: Sample, checkpoint: str) -> Verdict:
    """What a perfect judge says."""
    names = [one.id for one in sample.question.rubric]
    if checkpoint not in names:
        return Verdict.MISSING
    if sample.kind is Kind.REFERENCE:
        return Verdict.COVERED
    if sample.kind is Kind.CONTRADICTED:
        return Verdict.WRONG
    said = sample.kind in _HALF and checkpoint in names[:2]
    return Verdict.COVERED if said else Verdict.MISSING


def judging(
    verdict: Verdicts,
    *,
    quote: Callable[[Sample], str] | None = None,
    facts: ModelFacts | None = None,
    probable: bool = True,
) -> ScriptedModel:
    """A model that gives these verdicts of the sets' answers, however it is asked."""

    def judge(messages: Sequence[Message]) -> Judge:
        return judge_of(verdict, messages[-1].text, quote)

    def weigh(messages: Sequence[Message]) -> Mapping[str, float]:
        return judge(messages).weigh(messages)

    known = facts or ModelFacts("scripted-7B", proven=True)
    return ScriptedModel(
        lambda messages: judge(messages).reply(messages),
        weigh=weigh if probable else None,
        facts=known,
    )


def judge_of(verdict: Verdicts, prompt: str, quote: Callable[[Sample], str] | None = None) -> Judge:
    """Who judges the answer that stands in a prompt."""
    if "CHECKPOINTS" not in prompt:
        return Judge()  # it writes the advice
    sample = _read(prompt)
    listed = re.findall(r"^(\w+): ", prompt.split("CHECKPOINTS\n")[1], re.MULTILINE)
    evidence = (quote or _first_words)(sample)
    return Judge({name: (verdict(sample, name).value, evidence) for name in listed})


def _first_words(sample: Sample) -> str:
    words = re.findall(r"[A-Za-z]+|\W|[^\W\d_]", sample.answer)
    return "".join(words[:9]).strip()


def _read(prompt: str) -> Sample:
    """The sample whose answer stands in the prompt: the longest one that does."""
    samples = [one for found in checkups.sets().values() for one in found.samples]
    return max(
        (one for one in samples if one.question.title in prompt and one.answer in prompt),
        key=lambda one: len(one.answer),
    )
