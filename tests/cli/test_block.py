"""`coach block` works while the coach runs, and tells nobody why."""

import asyncio
import json
from pathlib import Path

from bot.core.chat import Card, Community, Thread
from bot.llm.scripted import ScriptedModel
from bot.store.database import Database
from tests.cli.test_commands import coach
from tests.house import House, house, verdicts

SENTENCE = "The coach does not answer you here"


async def block(home: Path, *arguments: str) -> None:
    done = await asyncio.to_thread(coach, "block", *arguments, home=home)
    assert done.returncode == 0, done.stderr


async def told(you: House, thread: Thread | None = None) -> list[str]:
    entries = await (you.sees(thread) if thread else you.sees())
    return [one.card.body for one in entries if one.card and SENTENCE in one.card.body]


async def attempts(home: Path) -> list[str]:
    database = Database(f"sqlite:///{home / 'coach.db'}")
    async with database.connect() as connection:
        found = await connection.exec_driver_sql("SELECT answer FROM attempts")
        answers = [str(one) for one in found.scalars()]
    await database.close()
    return answers


async def test_who_is_kept_out_is_told_one_sentence_and_nothing_else_is_done(
    tmp_path: Path,
) -> None:
    async with house(tmp_path / "coach", ScriptedModel([verdicts()])) as you:
        thread, _ = await you.quiz()
        await block(tmp_path, "add", "web:you", "--reason", "was rude")
        asked = len(await you.sees())
        await you.says("/quiz tag:KV Cache")
        assert len(await you.sees()) == asked + 1
        assert len(await told(you)) == 1
        await you.says("Longer than 200 ms.", thread)
        (said,) = await you.sees(thread)
        assert said.card is not None
        assert SENTENCE in said.card.body
        assert "rude" not in said.card.body
        answered = await you.says("/help")
        assert isinstance(answered, Card)
        assert SENTENCE in answered.body
        assert await attempts(tmp_path / "coach") == []


async def test_what_they_say_to_others_is_left_alone(tmp_path: Path) -> None:
    async with house(tmp_path / "coach") as you:
        await block(tmp_path, "add", "web:you")
        await you.says("Good morning, everybody.")
        assert await told(you) == []


async def test_others_are_answered_and_who_is_let_in_again_is_too(tmp_path: Path) -> None:
    async with house(tmp_path / "coach") as you:
        await block(tmp_path, "add", "web:you")
        other = you.as_("other")
        assert await other.says("/quiz tag:KV Cache") is None
        assert await told(other) == []
        await block(tmp_path, "remove", "web:you")
        await you.says("/quiz tag:KV Cache")
        assert await told(you) == []


async def test_a_name_with_a_community_keeps_out_of_that_one_alone(tmp_path: Path) -> None:
    async with house(tmp_path / "coach") as you:
        await block(tmp_path, "add", "web:elsewhere/you")
        shown = await you.says("/help")
        assert isinstance(shown, Card)
        assert SENTENCE not in shown.body
        away = you.as_("you", community=Community("web", "elsewhere"))
        refused = await away.says("/help")
        assert isinstance(refused, Card)
        assert SENTENCE in refused.body


def test_the_list_names_people_as_they_were_added(tmp_path: Path) -> None:
    for one in ("web:you", "slack:T1/U1", "discord:77"):
        assert coach("block", "add", one, "--reason", "[bold]spam", home=tmp_path).returncode == 0
    listed = coach("block", "list", "--json", home=tmp_path)
    found = {one["member"]: one["reason"] for one in json.loads(listed.stdout)}
    assert found == dict.fromkeys(("web:you", "slack:T1/U1", "discord:77"), "[bold]spam")
    shown = coach("block", "list", home=tmp_path)
    assert "slack:T1/U1  [bold]spam" in shown.stdout
    assert coach("block", "remove", "slack:T1/U2", home=tmp_path).returncode == 1


def test_a_name_that_nobody_has_is_a_sentence(tmp_path: Path) -> None:
    for wrong in ("you", "slack:U1", "discord:you", "", "web:"):
        done = coach("block", "add", wrong, home=tmp_path)
        assert done.returncode == 2
        assert "discord:ID" in done.stderr
        assert "Traceback" not in done.stderr
