"""Figures of a house at work, as Prometheus reads them."""

import re
from pathlib import Path

from bot.core import commands
from bot.core.errors import ModelUnreachable
from bot.llm.scripted import ScriptedModel
from bot.observing import figures
from bot.observing.prometheus import PrometheusBook
from tests.house import House, house
from tests.judges import judged_by
from tests.observing.reading import of, read

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."


async def look(at: House) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return read(await at.app.observed.figures())


async def test_an_answer_and_its_feedback_are_counted_and_timed(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by()) as you:
        thread, _ = await you.quiz()
        await you.says(ANSWER, thread)
        seen = await look(you)

    assert of(seen, "coach_requests_total", platform="web", kind="StartQuiz") == 1
    assert of(seen, "coach_requests_total", platform="web", kind="Say") == 1
    assert of(seen, "coach_recording_seconds_count") == 2
    assert of(seen, "coach_work_seconds_count", work="StartQuiz", length="short") == 1
    assert of(seen, "coach_work_seconds_count", work="grading", length="long") == 1
    assert of(seen, "coach_feedback_first_text_seconds_count", platform="web") == 1
    assert of(seen, "coach_feedback_seconds_count", platform="web") == 1
    assert of(seen, "coach_feedback_seconds_sum") >= of(
        seen, "coach_feedback_first_text_seconds_sum"
    )
    assert of(seen, "coach_streams_open", platform="web") == 0
    assert of(seen, "coach_model_calls_total", method="fill", error="") >= 1
    assert of(seen, "coach_model_tokens_total", kind="completion") > 0
    assert of(seen, "coach_errors_total") == 0
    assert of(seen, "coach_work_failed_total") == 0
    assert of(seen, "coach_store_up") == 1
    assert of(seen, "coach_inbox_requests") == of(seen, "coach_workflows") == 0
    assert 0 <= of(seen, "coach_replica_heartbeat_age_seconds") < 15


async def test_a_dead_model_is_an_error_of_its_calls(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: ModelUnreachable())) as you:
        thread, _ = await you.quiz()
        await you.says(ANSWER, thread)
        seen = await look(you)

    assert of(seen, "coach_model_calls_total", error="error.model_unreachable") >= 1
    assert of(seen, "coach_model_calls_total", error="") == 0


async def test_what_somebody_meets_is_counted_by_its_name(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        await you.says("/quiz tag:no-such-thing-anywhere")
        seen = await look(you)

    assert of(seen, "coach_errors_total", platform="web") == 1


async def test_what_waits_is_counted_by_kind_and_by_its_age(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        inbox = you.app.recorder.inbox
        await inbox.record([commands.read("/quiz", you.who())], "somebody else")
        seen = await look(you)

    assert of(seen, "coach_inbox_requests", kind="StartQuiz", state="taken") == 1


def test_names_are_those_that_prometheus_asks_for() -> None:
    for one in figures.ALL:
        assert re.fullmatch(r"coach_[a-z_]+[a-z]", one.name), one
        assert one.name.endswith("_total") == (one.kind == "counter"), one
        assert one.name.endswith("_seconds") or one.kind != "histogram", one
    assert len({one.name for one in figures.ALL}) == len(figures.ALL)


def test_what_a_gauge_stood_at_before_is_gone() -> None:
    book = PrometheusBook()
    book.put(figures.WORKFLOWS, {("grading",): 3, ("disputing",): 1})
    book.put(figures.WORKFLOWS, {("grading",): 2})
    seen = read(book.text())
    assert of(seen, "coach_workflows", work="grading") == 2
    assert of(seen, "coach_workflows") == 2
