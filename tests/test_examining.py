"""A house whose model comes from the settings: it is examined while members are served."""

import asyncio
from pathlib import Path

from bot import app, settings
from bot.core.feedback import Verdict
from tests.cli.test_doctor_grader import judges
from tests.house import SEED, House
from tests.llm.openai_server import LLAMA_MODELS, OpenAIServer, openai_server


def chosen(home: Path, server: OpenAIServer) -> settings.Settings:
    return settings.read(
        coach_home=home,
        coach_bank=str(SEED),
        coach_timezone="Etc/UTC",
        llm_base_url=f"{server.url}/v1",
    )


async def test_until_it_was_examined_members_are_told_how_far_it_is(tmp_path: Path) -> None:
    async with openai_server() as server:
        server.behave = judges(lambda _sample, _checkpoint: Verdict.MISSING)
        async with app.running(chosen(tmp_path, server), "play", ["web", "terminal"]) as running:
            you = House(running)
            async with asyncio.timeout(60):
                while len(server.asked) < 2:
                    await asyncio.sleep(0.05)
            thread, _ = await you.quiz()
            await you.says("Longer than 200 ms: it reads the whole cache at each step.", thread)
            said = (await you.sees(thread))[-1].card
            assert said is not None
            assert "examined before it may give scores" in said.body
            assert " of 36 answers so far" in said.body
            assert "%" not in said.body.split("Estimate")[0]
            actions = [one.action.split(":")[0] for one in said.buttons]
            assert "again" in actions
            assert "anyway" not in actions
        asked = len(server.asked)
        await asyncio.sleep(1.5)
        assert len(server.asked) == asked, "it ends with the house"


async def test_a_model_that_is_too_small_is_not_troubled(tmp_path: Path) -> None:
    async with openai_server() as server:
        server.models = LLAMA_MODELS, 200
        async with app.running(chosen(tmp_path, server), "play", ["web", "terminal"]) as running:
            await running.model.facts()
            await asyncio.sleep(1)
        assert server.asked == []
