"""`coach grade`: one answer judged without any chat."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Any

from bot import app as house
from bot import coaching, settings, words
from bot.cli.bank import find
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core.attempt import settled_answer
from bot.core.bank import Bank
from bot.core.errors import BadInput
from bot.core.feedback import Advice, Feedback, Verdict
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint
from bot.flows.assessing import Task
from bot.store.database import Database
from bot.store.upgrade import upgrade

_SIGN = {Verdict.COVERED: "✅", Verdict.PARTIAL: "🟡", Verdict.MISSING: "⬜", Verdict.WRONG: "❌"}
_GRADERS = ("model", "lexical")


def run(wanted: str, file: Path, grader: str, *, as_json: bool) -> int:
    """Judge the answer in the file; exit status 1 where it could not be graded."""
    if grader not in _GRADERS:
        known = ", ".join(_GRADERS)
        raise BadInput("error.unknown_choice", option="--grader", value=grader, known=known)
    chosen = settings.read()
    bank = house.load_bank(chosen)
    question = find(bank, wanted)
    if not question.checkpoints:
        raise BadInput("error.nothing_to_grade", wanted=question.id)
    answer, was_cut = settled_answer(_read(file), longest=chosen.coach_longest_answer)
    if not answer:
        raise BadInput("error.empty_answer")
    if was_cut:
        err.print(
            f"Only the first {chosen.coach_longest_answer} characters of the answer are read."
        )
    if grader == "lexical":
        return _estimated(chosen, question, answer, as_json=as_json)
    feedback = asyncio.run(_grade(chosen, bank, question, answer, aloud=not as_json))
    if as_json:
        print_json(document(question, feedback))
    elif not feedback.graded:
        reason = words.say(chosen.coach_language, feedback.trouble)
        sentence = words.say(chosen.coach_language, "feedback.not_graded_plain", reason=reason)
        err.print(printable(sentence))
    return FINE if feedback.graded else WRONG


async def _grade(
    chosen: settings.Settings, bank: Bank, question: Question, answer: str, *, aloud: bool
) -> Feedback:
    """The last feedback; what is said of it is printed as it comes where `aloud`."""
    database = Database(chosen.database)
    await upgrade(database)
    model = house.make_model(chosen)
    try:
        rubric = await coaching.rubric_source(lambda: bank, database).of(question)
        task = Task(
            digest(f"coach grade {answer}"),
            question,
            rubric,
            answer,
            chosen.coach_language,
            anyway=True,
        )
        feedback = Feedback("")
        shown = 0
        fit = coaching.grader_health(database, model, "grade").unless_failed
        async with aclosing(coaching.assessing(model, fit).assess(task)) as updates:
            async for feedback in updates:
                if aloud and not feedback.trouble:
                    shown = _verdicts(feedback, rubric, shown)
        if aloud and feedback.graded:
            _conclude(chosen.coach_language, feedback, rubric)
        return feedback
    finally:
        await model.close()
        await database.close()


def _estimated(chosen: settings.Settings, question: Question, answer: str, *, as_json: bool) -> int:
    """What the words alone tell; exit status 1 where they bear no number."""
    said = coaching.estimator()(question.asked, question.answer, answer)
    if as_json:
        low, high = (
            (None, None)
            if said.number is None
            else (max(0.0, said.number - said.error), min(1.0, said.number + said.error))
        )
        print_json(
            {
                "question": question.id,
                "score": said.number,
                "band": [low, high] if said.number is not None else "not graded",
                "grader": "lexical",
                "verdicts": [],
                "feedback": "",
                "model": None,
                "prompt_hash": None,
            }
        )
    elif said.number is None:
        err.print(words.say(chosen.coach_language, said.reason))
    else:
        number, error = round(said.number * 100), round(said.error * 100)
        sentence = words.say(
            chosen.coach_language, "feedback.estimate", percent=number, error=error
        )
        out.print(sentence.replace("**", ""))
    return WRONG if said.number is None else FINE


def document(question: Question, feedback: Feedback) -> dict[str, Any]:
    """The feedback as the JSON that scripts rely on; `band` is the band of an unsure score, or a
    word that says what the score is worth."""
    band: str | list[float] | None = None
    if not feedback.graded:
        band = "not graded"
    elif not feedback.proven and not feedback.shortcut:
        band = "unproven"
    elif feedback.low is not None and feedback.high is not None:
        band = [feedback.low, feedback.high]
    return {
        "question": question.id,
        "score": feedback.score,
        "band": band,
        "grader": "model",
        "verdicts": [
            {"checkpoint": one.checkpoint, "verdict": one.verdict.value, "evidence": one.evidence}
            for one in feedback.judgements
        ],
        "feedback": "\n".join(_sentences(feedback.advice)),
        "model": feedback.model or None,
        "prompt_hash": feedback.prompt_hash,
        "shortcut": feedback.shortcut or None,
        "reason": feedback.trouble or None,
    }


def _verdicts(feedback: Feedback, rubric: tuple[Checkpoint, ...], shown: int) -> int:
    """Print the verdicts that have come since the first `shown`; how many are shown now."""
    texts = {one.id: one.text for one in rubric}
    for one in feedback.judgements[shown:]:
        sign = _SIGN[one.verdict] if feedback.proven or feedback.shortcut else "❔"
        out.print(f"{sign} {one.verdict} · {printable(texts.get(one.checkpoint, ''))}")
        if one.evidence:
            out.print(f"   [dim]“{printable(one.evidence)}”[/]")
    return max(shown, len(feedback.judgements))


def _conclude(language: str, feedback: Feedback, rubric: tuple[Checkpoint, ...]) -> None:
    """Print the score, or why there is none, and the advice."""
    covered = sum(one.verdict is Verdict.COVERED for one in feedback.judgements)
    facts = {"earned": covered, "total": len(rubric)}
    if feedback.shortcut:
        head = words.say(language, f"shortcut.{feedback.shortcut}")
    elif feedback.score is None:
        head = words.say(language, "feedback.unproven", model=feedback.model)
    elif feedback.low is not None and feedback.high is not None:
        low, high = round(feedback.low * 100), round(feedback.high * 100)
        head = words.say(language, "feedback.band", low=low, high=high, **facts)
    else:
        percent = round(feedback.score * 100)
        head = words.say(language, "feedback.score", percent=percent, **facts)
    out.print(f"\n{printable(head.replace('**', ''))}\n")
    for sentence in _sentences(feedback.advice):
        out.print(f"· {printable(sentence)}")
    if feedback.advice_failed:
        err.print(words.say(language, "feedback.advice_failed"))


def _sentences(advice: Advice) -> list[str]:
    points = (*advice.strengths, *advice.gaps, *advice.misconceptions)
    return [sentence for _, sentence in points] + ([advice.followup[1]] if advice.followup else [])


def _read(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as exc:
        reason = exc.strerror or "it cannot be opened"
        raise BadInput("error.answer_file", path=str(file), reason=reason) from exc
    return raw.decode("utf-8-sig", errors="replace")
