"""Traces and figures over OTLP, read by a collector on this machine."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.core.requests import Say
from bot.observing import figures
from bot.observing.current import named
from tests.cli.test_commands import coach
from tests.house import house
from tests.judges import judged_by
from tests.observing.collector import Collector, collecting, told

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."


async def sent_by(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Collector, str]:
    """What a house sent of an answer to a question, and the key of that answer."""
    async with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        async with house(home, judged_by()) as you:
            thread, _ = await you.quiz()
            said = you.who(thread)
            await you.does(said.wants(Say, text=ANSWER))
            await you.app.observed.gauges.look()
    return collector, said.key


async def test_an_answer_is_one_trace_from_the_ears_to_the_mouth_and_the_figures_come_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, key = await sent_by(tmp_path, monkeypatch)

    trace = bytes.fromhex(named(key))
    spans = [one for one in collector.spans if one.trace_id == trace]
    by_name = {one.name: one for one in spans}
    assert {"Say", "work grading", "say stream", "chat scripted"} <= set(by_name)
    root, work = by_name["Say"], by_name["work grading"]
    assert root.parent_span_id == b""
    assert work.parent_span_id == root.span_id
    assert by_name["say stream"].parent_span_id == work.span_id
    assert by_name["chat scripted"].parent_span_id == work.span_id
    assert told(work)["coach.community"] == "web:playground"
    call = told(next(one for one in spans if told(one).get("coach.model.method") == "fill"))
    assert call["gen_ai.operation.name"] == "chat"
    assert call["gen_ai.request.model"] == "scripted"
    assert int(call["gen_ai.usage.output_tokens"]) > 0
    for one in spans:
        assert one.start_time_unix_nano <= one.end_time_unix_nano <= time.time_ns()
    assert len({one.span_id for one in collector.spans}) == len(collector.spans)
    assert {"coach_requests", "coach_work", "coach_model_tokens", "coach_store_up"} <= (
        collector.figures
    )
    (process,) = collector.processes()
    assert process.endswith("/play")
    declared = {one.name.removesuffix("_total").removesuffix("_seconds") for one in figures.ALL}
    assert collector.figures <= declared


async def test_a_collector_that_is_gone_keeps_nobody_from_working_or_leaving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with collecting() as collector:
        pass
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    loop = asyncio.get_running_loop()
    async with house(tmp_path, judged_by()) as you:
        await you.quiz()
        ending = loop.time()
    assert loop.time() - ending < 5


def test_where_the_extra_is_missing_that_is_said(tmp_path: Path) -> None:
    without = tmp_path / "without" / "opentelemetry" / "sdk"
    without.mkdir(parents=True)
    (without / "__init__.py").write_text("raise ModuleNotFoundError('opentelemetry.sdk')")
    done = coach(
        "serve",
        home=tmp_path,
        PYTHONPATH=str(tmp_path / "without"),
        OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:4318",
    )
    assert done.returncode == 2
    assert "pip install 'interview-coach[otel]'" in done.stderr
    assert "Traceback" not in done.stderr
