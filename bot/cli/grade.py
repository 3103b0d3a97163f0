"""`coach grade`: one answer judged without any chat."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from bot import app as house
from bot import settings, words
from bot.cli.bank import find
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core.attempt import settled_answer
from bot.core.completion import Delta
from bot.core.errors import BadInput
from bot.core.feedback import Feedback, Verdict
from bot.core.question import Question, digest
from bot.flows.assessing import assess, rubric_of
from bot.flows.grading import LONGEST

_SIGN = {Verdict.COVERED: "✅", Verdict.PARTIAL: "🟡", Verdict.MISSING: "⬜", Verdict.WRONG: "❌"}


def run(wanted: str, file: Path, grader: str, *, as_json: bool) -> int:
    """Judge the answer in the file; exit status 1 where it could not be graded."""
    if grader != "model":
        raise BadInput("error.unknown_choice", option="--grader", value=grader, known="model")
    chosen = settings.read()
    question = find(house.load_bank(chosen), wanted)
    if not rubric_of(question):
        raise BadInput("error.nothing_to_grade", wanted=question.id)
    answer, was_cut = settled_answer(_read(file), longest=LONGEST)
    if not answer:
        raise BadInput("error.empty_answer")
    if was_cut:
        err.print(f"Only the first {LONGEST} characters of the answer are read.")
    feedback = asyncio.run(_grade(chosen, question, answer, aloud=not as_json))
    if as_json:
        print_json(document(question, feedback))
    else:
        _conclude(chosen.coach_language, feedback)
    return FINE if feedback.graded else WRONG


async def _grade(
    chosen: settings.Settings, question: Question, answer: str, *, aloud: bool
) -> Feedback:
    """The last feedback; its verdicts and advice are printed as they come where `aloud`."""
    model = house.make_model(chosen)
    feedback = Feedback("")
    shown = 0
    rubric = rubric_of(question)
    try:
        assessing = assess(
            model, question, answer, attempt=digest(answer), language=chosen.coach_language
        )
        async for update in assessing:
            if isinstance(update, Delta):
                if aloud and update.kind == "text":
                    out.print(printable(update.text), end="")
                continue
            feedback = update
            for judgement in update.judgements[shown:] if aloud else ():
                sign = _SIGN[judgement.verdict] if update.proven else "❔"
                out.print(f"{sign} {judgement.verdict} · {printable(rubric[shown].text)}")
                if judgement.evidence:
                    out.print(f"   [dim]“{printable(judgement.evidence)}”[/]")
                shown += 1
            if aloud and update.graded and not update.advice:
                out.print(f"\n{printable(_worth(chosen.coach_language, update))}\n")
    finally:
        await model.close()
    return feedback


def document(question: Question, feedback: Feedback) -> dict[str, Any]:
    """The feedback as the JSON that scripts rely on; `band` says in a word what the score is
    worth."""
    band = "not graded" if not feedback.graded else "unproven" if not feedback.proven else None
    return {
        "question": question.id,
        "score": feedback.score,
        "band": band,
        "grader": "model",
        "verdicts": [
            {"checkpoint": one.checkpoint, "verdict": one.verdict.value, "evidence": one.evidence}
            for one in feedback.judgements
        ],
        "feedback": feedback.advice,
        "model": feedback.model or None,
        "prompt_hash": feedback.prompt_hash,
    }


def _conclude(language: str, feedback: Feedback) -> None:
    if not feedback.graded:
        reason = words.say(language, feedback.trouble)
        err.print(words.say(language, "feedback.not_graded_plain", reason=reason))
        return
    out.print()


def _worth(language: str, feedback: Feedback) -> str:
    if feedback.score is not None:
        return f"{round(feedback.score * 100)} %"
    return words.say(language, "feedback.unproven", model=feedback.model).replace("**", "")


def _read(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as exc:
        reason = exc.strerror or "it cannot be opened"
        raise BadInput("error.answer_file", path=str(file), reason=reason) from exc
    return raw.decode("utf-8-sig", errors="replace")
