"""A process that only works says how it is, as every other does."""

import json
from pathlib import Path

from tests.kills import template
from tests.kills.program import start
from tests.observing.reading import of
from tests.platforms.discord.program import environment
from tests.stages.replicas import Replica
from tests.wire.discord.server import LocalDiscord


async def test_workers_alone_are_ready_and_tell_their_figures(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        home = await template.home_in(tmp_path)
        env = template.environment(home) | environment(local)
        env |= {
            "COACH_LOG": "json",
            "COACH_REPLICA": "worker",
            "LLM_BASE_URL": "http://127.0.0.1:9",
        }
        program = start(("serve", "--roles", "workers"), env, home)
        worker = Replica("worker", program, f"http://127.0.0.1:{env['PORT']}")
        try:
            await worker.ready()
            alive, _ = await worker.get("/healthz")
            _, ready = await worker.get("/readyz")
            elsewhere, _ = await worker.get("/slack/events")
            figures = await worker.figures()
        finally:
            program.terminate()
            ended = await program.wait(20)

    assert (ended, alive, elsewhere) == (0, 200, 404)
    assert json.loads(ready) == {
        "bank": True,
        "database": True,
        "tables": True,
        "work": True,
        "model": False,
    }
    assert of(figures, "coach_process_info", roles="workers", replica="worker/serve-workers") == 1
    assert of(figures, "coach_store_up") == 1
    lines = [json.loads(line) for line in program.err.read_text().splitlines()]
    assert any("/metrics" in one["message"] for one in lines)
    assert {one["replica"] for one in lines} == {"worker/serve-workers"}
    assert local.violations == []
