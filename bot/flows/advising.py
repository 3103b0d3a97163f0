"""Asks the model for strengths, gaps, a misconception and one more question, from the checked
verdicts alone."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from bot.core.completion import Message, Sampling, defused
from bot.core.feedback import Advice, Judgement, Verdict
from bot.core.ports import LanguageModel, Report
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint

_TASK = {
    "en": """\
You coach a candidate for a technical interview. You get findings on their answer. Write, in \
English and to the candidate, as JSON:
"strengths": at most two points that were said: what was good about it, one sentence each.
"gaps": at most two points that were not said, or only in part: why the point matters, one \
sentence each.
"misconceptions": for each point that was said wrongly, one sentence that puts it right.
"followup": one short question that helps them to reach the point that is named last, without \
giving it away.
Only what the findings support. No scores, no praise in general.""",
    "zh": """\
你在辅导一位准备技术面试的候选人。下面是对其回答的核对结果。请用中文、直接对候选人写 JSON：
"strengths"：最多两条已答到的要点，各用一句话说明好在哪里。
"gaps"：最多两条没有答到或只答到一部分的要点，各用一句话说明为什么重要。
"misconceptions"：每条说错的要点，用一句话纠正。
"followup"：一个简短的追问，引导他想到最后指明的那个要点，但不要直接说出答案。
只写核对结果支持的内容，不要分数，不要空泛的表扬。""",
}
_NAMES = {
    "en": ("Question", "said", "said in part", "said wrongly", "not said"),
    "zh": ("题目", "答到", "答到一部分", "说错", "没答到"),
}
_SENTENCE = 240
_KINDS = {
    "strengths": (Verdict.COVERED, Verdict.PARTIAL),
    "gaps": (Verdict.MISSING, Verdict.PARTIAL),
    "misconceptions": (Verdict.WRONG,),
}
_SAMPLING = Sampling(limit=1200, seconds=180, seed=7)
VERSION = digest("".join(_TASK.values()))


async def advise(
    model: LanguageModel,
    question: Question,
    rubric: Sequence[Checkpoint],
    judgements: Sequence[Judgement],
    language: str,
    *,
    followup: bool = True,
    report: Report | None = None,
) -> AsyncGenerator[Advice, None]:
    """The advice so far, each time another sentence has come; the last is whole.

    The model sees what was verified, never the answer. A sentence on a checkpoint whose verdict
    does not bear it out is dropped. ModelTrouble as the model raises it.
    """
    language = language if language in _TASK else "en"
    aim = weakest(rubric, judgements) if followup else None
    verdicts = {one.checkpoint: one.verdict for one in judgements}
    findings = _findings(question, rubric, judgements, language, aim)
    messages = [Message("system", _TASK[language]), Message("user", findings)]
    schema = _schema(rubric, verdicts, asks=aim is not None)
    said = Advice()
    async with aclosing(model.fill(messages, schema, _SAMPLING, report=report)) as documents:
        async for document in documents:
            found = _parsed(document, verdicts, aim)
            if found != said:
                said = found
                yield said


def weakest(rubric: Sequence[Checkpoint], judgements: Sequence[Judgement]) -> Checkpoint | None:
    """The checkpoint that a follow-up helps most: wrong before missing before partial, a must-have
    first, then the heaviest; None where all is covered."""
    order = [Verdict.WRONG, Verdict.MISSING, Verdict.PARTIAL]
    verdicts = {one.checkpoint: one.verdict for one in judgements}
    open_ones = [
        (not one.must, order.index(said), -one.weight, number, one)
        for number, one in enumerate(rubric)
        if (said := verdicts.get(one.id, Verdict.MISSING)) is not Verdict.COVERED
    ]
    return min(open_ones)[-1] if open_ones else None


def _schema(
    rubric: Sequence[Checkpoint], verdicts: Mapping[str, Verdict], *, asks: bool
) -> Mapping[str, Any]:
    """Each list may name only the checkpoints whose verdicts it is about."""
    properties: dict[str, Any] = {}
    for kind, fitting in _KINDS.items():
        ids = [one.id for one in rubric if verdicts.get(one.id, Verdict.MISSING) in fitting]
        if not ids:
            continue
        point = {
            "type": "object",
            "properties": {
                "checkpoint": {"type": "string", "enum": ids},
                "sentence": {"type": "string", "maxLength": _SENTENCE},
            },
            "required": ["checkpoint", "sentence"],
            "additionalProperties": False,
        }
        most = len(ids) if kind == "misconceptions" else 2
        properties[kind] = {"type": "array", "items": point, "maxItems": min(most, len(ids))}
    if asks:
        properties["followup"] = {"type": "string", "maxLength": _SENTENCE}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _parsed(
    document: Mapping[str, Any], verdicts: Mapping[str, Verdict], aim: Checkpoint | None
) -> Advice:
    """What is whole in a document that may still grow."""
    lists: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, fitting in _KINDS.items():
        points: dict[str, str] = {}
        for one in document.get(kind) or ():
            if not isinstance(one, dict):
                continue
            name = str(one.get("checkpoint") or "")
            sentence = " ".join(str(one.get("sentence") or "").split())
            if name and sentence and verdicts.get(name, Verdict.MISSING) in fitting:
                points.setdefault(name, sentence)
        lists[kind] = tuple(points.items())
    asked = " ".join(str(document.get("followup") or "").split())
    return Advice(**lists, followup=(aim.id, asked) if aim and asked else None)


def _findings(
    question: Question,
    rubric: Sequence[Checkpoint],
    judgements: Sequence[Judgement],
    language: str,
    aim: Checkpoint | None,
) -> str:
    """What was checked: the checkpoints, the same for everybody; then the verdict on each with the
    words that earned it; last the one that the follow-up is aimed at."""
    asked, said, partly, wrong, missing = _NAMES[language]
    names = dict(zip(Verdict, (said, partly, missing, wrong), strict=True))
    found = {one.checkpoint: one for one in judgements}
    lines = [f"{asked}: {defused(question.title)}"]
    for one in rubric:
        wrong_would_be = f" (≠ {defused('; '.join(one.reject))})" if one.reject else ""
        lines.append(f"{one.id}: {defused(one.said(language))}{wrong_would_be}")
    lines.append("")
    for one in rubric:
        judged = found.get(one.id)
        verdict = judged.verdict if judged else Verdict.MISSING
        quote = f" (“{defused(judged.evidence)}”)" if judged and judged.evidence else ""
        lines.append(f"{one.id} [{names[verdict]}]{quote}")
    lines.append(f"followup: {aim.id if aim else '-'}")
    return "\n".join(lines)
