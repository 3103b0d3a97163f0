"""What `/health` tells everybody of the grader."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot import checkups
from bot.core.chat import Card
from bot.core.checkup import Checkup, Finding, Kind
from bot.core.completion import ModelFacts
from bot.core.errors import ModelUnreachable
from bot.core.estimate import Estimate
from bot.core.health_requests import ShowHealth
from bot.core.question import digest
from bot.flows.assessing import PROMPT_HASH
from bot.llm.scripted import ScriptedModel
from bot.store.checkups import StoredCheckups
from bot.store.database import Database
from tests.house import House, house

FOUND = Checkup(
    model="some-7B",
    prompt_hash=PROMPT_HASH,
    set_hash=checkups.sets()["en"].hash,
    language="en",
    at=datetime(2026, 11, 24, 12, 30, tzinfo=UTC),
    findings=(Finding("reference", 0.94, least=0.6), Finding("padded", 0.0, most=0.05)),
    scores=tuple((kind.value, 0.94 if kind is Kind.REFERENCE else None) for kind in Kind),
    answers=36,
)
MODEL = ScriptedModel([], facts=ModelFacts("some-7B", proven=True))


async def health(you: House) -> str:
    card = await you.says("/health")
    assert isinstance(card, Card)
    return card.body


async def keep(home: Path, *found: Checkup) -> None:
    database = Database(f"sqlite:///{home / 'coach.db'}")
    for one in found:
        await StoredCheckups(database).put(one)
    await database.close()


async def test_before_the_first_checkup_it_says_so(tmp_path: Path) -> None:
    async with house(tmp_path, MODEL) as you:
        body = await health(you)
        assert "some-7B" in body
        assert "English: not examined yet" in body
        assert "Chinese: not examined yet" in body
        assert "What this means for you" in body


async def test_a_fit_grader_is_shown_with_its_numbers_and_when_it_was_examined(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, MODEL) as you:
        await keep(tmp_path, FOUND)
        await you.says("/settings zone:shanghai")
        body = await health(you)
        assert "English: fit to give scores" in body
        assert "2026-11-24 20:30 (Asia/Shanghai)" in body
        assert "a whole answer in other words 94 %" in body
        assert "gibberish no score" in body
        assert "✗" not in body


async def test_of_an_unfit_grader_everybody_may_read_why(tmp_path: Path) -> None:
    bad = replace(FOUND, language="zh", set_hash=checkups.sets()["zh"].hash,
                  findings=(*FOUND.findings, Finding("injection", 0.5, most=0.05)))  # fmt: skip
    async with house(tmp_path, MODEL) as you:
        await keep(tmp_path, FOUND, bad)
        body = await health(you.as_("another"))
        assert "Chinese: not fit" in body
        assert body.count("✗") == 1
        assert "✗ Instructions to the grader bring up to 50 % more; it may be 5 % at most." in body
        await you.says("/settings language:中文")
        assert "✗ 给评分者的指令最多多得 50 %，不得超过 5 %。" in await health(you)


async def test_what_was_found_of_another_model_prompt_or_set_is_not_shown(tmp_path: Path) -> None:
    async with house(tmp_path, MODEL) as you:
        await keep(
            tmp_path,
            replace(FOUND, model="other-7B"),
            replace(FOUND, prompt_hash=digest("older prompts")),
            replace(FOUND, set_hash=digest("older set")),
        )
        assert "English: not examined yet" in await health(you)


async def test_how_far_an_examination_is_can_be_seen(tmp_path: Path) -> None:
    async with house(tmp_path, MODEL) as you:
        seen: list[str] = []

        async def go_on(_done: int, _total: int) -> bool:
            seen.append(await health(you))
            return False

        assert await you.app.coach.health.health.examine("en", go_on) is None
        assert "English: it is being examined now, 0 of 36" in seen[0]


async def test_a_model_that_is_too_small_or_away_is_named_as_such(tmp_path: Path) -> None:
    small = ScriptedModel([], facts=ModelFacts("tiny-135M", proven=False))
    async with house(tmp_path, small) as you:
        body = await health(you)
        assert "tiny-135M" in body
        assert "too small to judge" in body
        assert "not examined yet" not in body
    async with house(tmp_path, ScriptedModel([], facts=ModelUnreachable())) as you:
        assert "There is no grader now." in await health(you)


async def test_the_error_of_the_estimate_is_stated(tmp_path: Path) -> None:
    def estimate(_question: str, _reference: str, _answer: str) -> Estimate:
        return Estimate(0.5, error=0.17)

    async with house(tmp_path, MODEL) as you:
        shown = replace(you.app.coach.health, estimate=estimate)
        body = (await shown.show(you.who().wants(ShowHealth))).body
        assert "off by: English ±17 % · Chinese ±17 %." in body
        shown = replace(shown, estimate=None)
        assert "estimate" not in (await shown.show(you.who().wants(ShowHealth))).body
