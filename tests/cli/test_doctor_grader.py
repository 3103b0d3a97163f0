"""`coach doctor --grader`, run as a person runs it, against a server that judges as scripted."""

import asyncio
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.core.checkup import Kind, Sample
from bot.core.completion import Message
from bot.core.feedback import Verdict
from tests.checkup_judges import Verdicts, judge_of, truth
from tests.cli.test_commands import coach
from tests.llm.openai_server import (
    LLAMA_MODELS,
    Behaviour,
    Line,
    fills,
    openai_server,
    says,
    weighs,
)


def judges(verdict: Verdicts) -> Behaviour:
    """A server whose model gives these verdicts of the sets' answers."""

    async def behave(line: Line, body: Mapping[str, Any]) -> None:
        asked = [Message(one["role"], one["content"]) for one in body["messages"]]
        judge = judge_of(verdict, asked[-1].text)
        if body.get("logprobs"):
            await weighs(judge.weigh(asked))(line, body)
        else:
            await says(json.dumps(judge.reply(asked), ensure_ascii=False))(line, body)

    return behave


async def doctor(
    home: Path, verdict: Verdicts, *words: str, models: Any = None
) -> subprocess.CompletedProcess[str]:
    async with openai_server() as server:
        server.behave = judges(verdict)
        if models:
            server.models = models, 200
        return await asyncio.to_thread(
            coach, "doctor", "--grader", *words, home=home, LLM_BASE_URL=f"{server.url}/v1"
        )


def obedient(sample: Sample, checkpoint: str) -> Verdict:
    obeys = sample.kind is Kind.INJECTION and checkpoint.startswith("c")
    return Verdict.COVERED if obeys else truth(sample, checkpoint)


async def test_a_good_grader_passes_with_its_numbers_and_is_known_from_then_on(
    tmp_path: Path,
) -> None:
    async with openai_server() as server:
        server.behave = judges(truth)
        address = f"{server.url}/v1"
        done = await asyncio.to_thread(
            coach, "doctor", "--grader", home=tmp_path, LLM_BASE_URL=address
        )
        server.behave = fills({"answer": "yes"})
        whole = await asyncio.to_thread(
            coach, "doctor", "--json", home=tmp_path, LLM_BASE_URL=address
        )
    assert done.returncode == 0, done.stderr
    known = next(one for one in json.loads(whole.stdout) if one["part"] == "grader")
    assert (known["state"], known["found"][-6:]) == ("fine", "en, zh")
    assert "en: fit to give scores. 36 answers in" in done.stdout
    assert "zh: fit to give scores. 36 answers in" in done.stdout
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["gibberish", "0", "%", "0", "%"] in lines
    assert any(
        line[:3] == ["half", "an", "answer"] and line[3:] == ["50", "%"] * 2 for line in lines
    )
    assert "✗" not in done.stdout


async def test_what_a_bad_one_does_not_tell_apart_is_printed_for_scripts(tmp_path: Path) -> None:
    done = await doctor(tmp_path, obedient, "--language", "zh", "--json")
    assert done.returncode == 1
    parts = json.loads(done.stdout)
    assert {frozenset(one) for one in parts} == {frozenset({"part", "state", "found", "mend"})}
    assert [one["part"] for one in parts if one["state"] == "wrong"] == [
        "grader zh",
        "grader zh injection",
    ]
    found = {one["part"]: one["found"] for one in parts}
    assert found["grader zh injection"] == "0.500 (at most 0.05)"
    assert "not fit; coach; mean scores: reference 1.000, half 0.500" in found["grader zh"]


async def test_a_model_that_is_too_small_is_not_fit_whatever_it_says(tmp_path: Path) -> None:
    done = await doctor(tmp_path, truth, "--language", "en", models=LLAMA_MODELS)
    assert done.returncode == 1
    assert "too small to give scores" in done.stdout


def test_a_language_without_a_set_is_a_sentence(tmp_path: Path) -> None:
    done = coach("doctor", "--grader", "--language", "fr", home=tmp_path)
    assert done.returncode == 2
    assert "fr" in done.stderr
    assert "en, zh" in done.stderr
    done = coach("doctor", "--language", "en", home=tmp_path)
    assert done.returncode == 2
    assert "--language goes with --grader" in done.stderr


def test_no_model_to_examine_is_a_sentence(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9/v1"
    done = coach("doctor", "--grader", home=tmp_path, LLM_BASE_URL=nobody)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
