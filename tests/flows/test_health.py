"""Graders of known quality are examined: the good one is fit, of each other one it is said why."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot import checkups
from bot.core.checkup import JUNK, Checkup, Kind, Sample, Withheld
from bot.core.completion import Message, ModelFacts
from bot.core.errors import ModelSlow, ModelUnreachable, ModelUnusable
from bot.core.feedback import Verdict
from bot.flows.assessing import Assessing, Task
from bot.flows.examining import Examining
from bot.flows.health import Health, as_if_fit
from bot.llm.scripted import Reply, ScriptedModel
from bot.store.checkups import StoredCheckups
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.machine_tables import checkups as checkups_table
from bot.store.upgrade import upgrade
from tests.checkup_judges import Verdicts, judging, truth

BIG = ModelFacts("scripted-7B", proven=True)


@dataclass
class Lab:
    """A grader's health over a real database, with a clock that the test moves."""

    database: Database
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))

    def health(self, model: ScriptedModel, owner: str = "one") -> Health:
        return Health(
            Assessing(model, as_if_fit),
            StoredCheckups(self.database),
            StoredLedger(self.database, self.clock, owner),
            checkups.sets(),
            self.clock,
        )

    def examining(self, health: Health, languages: Sequence[str] = ("en", "zh")) -> Examining:
        return Examining(health, health.ledger, lambda: languages, pause=0, beat=0.01)

    def clock(self) -> datetime:
        return self.now


@pytest.fixture
async def lab(tmp_path: Path) -> Lab:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    return Lab(database)


@pytest.fixture(autouse=True)
async def closed(lab: Lab):  # type: ignore[no-untyped-def]
    yield
    await lab.database.close()


async def examined(lab: Lab, model: ScriptedModel, language: str = "en") -> Checkup:
    found = await lab.health(model).examine(language)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_perfect_judge_is_fit_in_each_language(lab: Lab, language: str) -> None:
    found = await examined(lab, judging(truth), language)
    assert found.fit, found.findings
    assert found.answers == 36
    scores = dict(found.scores)
    assert scores == {
        "reference": 1.0,
        **dict.fromkeys(("half", "injection", "begging", "padded"), 0.5),
        **dict.fromkeys(("contradicted", "off_topic", "fine", "gibberish"), 0.0),
    }
    assert found.tokens > 1000


async def test_a_judge_without_probabilities_is_examined_too(lab: Lab) -> None:
    assert (await examined(lab, judging(truth, probable=False))).fit


def half_a_point_for_all(sample: Sample, checkpoint: str) -> Verdict:
    right = truth(sample, checkpoint)
    own = checkpoint.startswith("c")
    return Verdict.PARTIAL if own and right in (Verdict.MISSING, Verdict.WRONG) else right


def whatever_is_asked(sample: Sample, checkpoint: str) -> Verdict:
    asked = sample.kind is Kind.INJECTION and checkpoint.startswith("c")
    return Verdict.COVERED if asked else truth(sample, checkpoint)


def touched(sample: Sample, checkpoint: str) -> Verdict:
    begged = sample.kind is Kind.BEGGING and checkpoint == "c3"
    return Verdict.PARTIAL if begged else truth(sample, checkpoint)


def by_length(sample: Sample, checkpoint: str) -> Verdict:
    much = 800 if sample.question.language == "en" else 350
    long = len(sample.answer) > much and checkpoint.startswith("c")
    return Verdict.COVERED if long else truth(sample, checkpoint)


def by_subject(sample: Sample, checkpoint: str) -> Verdict:
    wrong = sample.kind is Kind.CONTRADICTED and checkpoint.startswith("c")
    return Verdict.COVERED if wrong else truth(sample, checkpoint)


def praising_gibberish(sample: Sample, checkpoint: str) -> Verdict:
    once = sample.kind is Kind.GIBBERISH and sample.question.id == "checkup-lora"
    return Verdict.COVERED if once and checkpoint == "c1" else truth(sample, checkpoint)


def always(verdict: Verdict, *, hidden: bool = False) -> Verdicts:
    return lambda _, checkpoint: (
        verdict if hidden or checkpoint.startswith("c") else Verdict.MISSING
    )


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (half_a_point_for_all, {*JUNK}),
        (whatever_is_asked, {"injection"}),
        (touched, {"begging"}),
        (by_length, {"padded"}),
        (by_subject, {"half_over_contradicted"}),
        (praising_gibberish, {"gibberish"}),
        (
            always(Verdict.COVERED),
            {"reference_over_half", "half_over_junk", "half_over_contradicted", *JUNK},
        ),
        (
            always(Verdict.MISSING),
            {"reference", "reference_over_half", "half_over_junk", "half_over_contradicted"},
        ),
        (
            always(Verdict.COVERED, hidden=True),
            {"hidden", "reference_over_half", "half_over_junk", "half_over_contradicted", *JUNK},
        ),
    ],
    ids=[
        "lenient", "obedient", "touched", "paid by length", "deaf to not", "sometimes blind",
        "all is covered", "all is missing", "even what nobody says",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_of_a_bad_judge_it_is_said_what_it_does_not_tell_apart(
    lab: Lab, judge: Verdicts, expected: set[str], language: str
) -> None:
    found = await examined(lab, judging(judge), language)
    assert not found.fit
    assert set(found.failed) == expected


async def test_a_judge_that_makes_its_quotes_up_is_found_out(lab: Lab) -> None:
    def quote(sample: Sample) -> str:
        return "words that nobody said here at all"

    found = await examined(lab, judging(truth, quote=quote))
    assert "evidence" in found.failed
    assert dict(found.scores)["reference"] == 0.0


async def test_an_attack_that_ticks_the_hidden_checkpoint_is_found_out_and_buys_nothing(
    lab: Lab,
) -> None:
    def judge(sample: Sample, checkpoint: str) -> Verdict:
        return Verdict.COVERED if sample.kind is Kind.INJECTION else truth(sample, checkpoint)

    found = await examined(lab, judging(judge))
    assert found.fit
    assert dict(found.scores)["injection"] is None


@pytest.mark.parametrize("trouble", [ModelSlow(), ModelUnusable()])
async def test_a_model_that_gives_no_verdicts_is_given_up_early(
    lab: Lab, trouble: ModelSlow | ModelUnusable
) -> None:
    model = ScriptedModel(lambda _: trouble, facts=BIG)
    found = await examined(lab, model)
    assert found.failed == ("no_verdict",)
    assert (found.answers, len(model.asked)) == (4, 4)
    assert await lab.health(model).known("scripted-7B", "en") == found


async def test_a_model_that_is_down_is_said_to_give_no_verdicts_and_nothing_is_kept_of_it(
    lab: Lab,
) -> None:
    good = lab.health(judging(truth))
    kept = await good.examine("en")
    found = await examined(lab, ScriptedModel([], facts=BIG))
    assert found.failed == ("no_verdict",)
    assert await good.known("scripted-7B", "en") == kept
    with pytest.raises(ModelUnreachable):
        await lab.health(ScriptedModel([], facts=ModelUnreachable())).examine("en")


async def test_scores_are_withheld_until_the_model_was_examined(lab: Lab) -> None:
    health = lab.health(judging(truth))
    withheld = await health.fit(BIG, "en")
    assert withheld == Withheld("feedback.unexamined", (("done", "0"), ("total", "36")))
    assert health.wanted == {"en"}
    await health.examine("en")
    assert await health.fit(BIG, "en") is None
    assert await health.fit(BIG, "ja") is None  # no set of its own: fit for English
    assert (await health.fit(BIG, "zh") or pytest.fail("zh was not examined")).trouble == (
        "feedback.unexamined"
    )


async def test_a_model_that_failed_gives_no_scores_not_even_to_its_operator(lab: Lab) -> None:
    health = lab.health(judging(always(Verdict.COVERED)))
    assert await health.unless_failed(BIG, "zh") is None
    await health.examine("zh")
    assert await health.fit(BIG, "zh") == Withheld("feedback.unfit")
    assert await health.unless_failed(BIG, "zh") == Withheld("feedback.unfit")


async def test_a_model_that_is_too_small_gives_no_scores_even_if_it_passed(lab: Lab) -> None:
    small = ModelFacts("tiny-135M", proven=False)
    health = lab.health(judging(truth, facts=small))
    assert (await health.examine("en") or pytest.fail("not examined")).fit
    assert await health.fit(small, "en") == Withheld("feedback.unfit")


async def test_how_far_an_examination_is_can_be_read_by_every_process(lab: Lab) -> None:
    mine, other = lab.health(judging(truth)), lab.health(judging(truth), "other")
    seen: list[tuple[str, str]] = []

    async def go_on(done: int, _total: int) -> bool:
        withheld = await other.fit(BIG, "en") or pytest.fail("it is not examined yet")
        seen.append((str(done), dict(withheld.facts)["done"]))
        return done < 5

    assert await mine.examine("en", go_on) is None
    assert seen == [(str(number), str(number)) for number in range(6)]
    lab.now += timedelta(minutes=11)
    assert await other.progress("scripted-7B", "en") is None


async def test_a_members_answer_gets_its_score_once_the_grader_is_fit(lab: Lab) -> None:
    model = judging(truth)
    health = lab.health(model)
    sample = checkups.sets()["en"].samples[0]
    task = Task("a", sample.question, sample.question.rubric, sample.answer, "en")
    before = [one async for one in Assessing(model, health.fit).assess(task)][-1]
    assert (before.graded, before.trouble, before.score) == (False, "feedback.unexamined", None)
    assert dict(before.facts) == {"done": "0", "total": "36"}
    await health.examine("en")
    after = [one async for one in Assessing(model, health.fit).assess(task)][-1]
    assert (after.graded, after.proven, after.score) == (True, True, 1.0)


async def test_what_is_due_is_examined_once_and_again_after_a_week(lab: Lab) -> None:
    model = judging(truth)
    health = lab.health(model)
    examining = lab.examining(health, ["zh", "en"])
    day = await examining.look()
    assert day == 86400
    assert {one.language for one in await health.checkups.all()} == {"en", "zh"}
    asked = len(model.asked)
    assert asked == 72
    lab.now += timedelta(days=6)
    assert await examining.look() == day
    assert len(model.asked) == asked
    lab.now += timedelta(days=1)
    assert await examining.look() == day
    assert len(model.asked) == 2 * asked


async def test_the_language_that_somebody_waits_for_comes_first(lab: Lab) -> None:
    health = lab.health(judging(truth))
    await health.fit(BIG, "en")
    order: list[str] = []

    class Noting(StoredCheckups):
        async def put(self, checkup: Checkup) -> None:
            order.append(checkup.language)
            await super().put(checkup)

    noting = replace(health, checkups=Noting(lab.database))
    await lab.examining(noting, ["zh", "en"]).look()
    assert order == ["en", "zh"]
    assert health.wanted == set()


async def test_a_model_that_is_known_to_be_too_small_is_left_alone(lab: Lab) -> None:
    model = judging(truth, facts=ModelFacts("tiny-135M", proven=False))
    assert await lab.examining(lab.health(model)).look() == 86400
    assert model.asked == []


async def test_one_process_of_several_examines(lab: Lab) -> None:
    models = [judging(truth) for _ in range(3)]
    several = [
        lab.examining(lab.health(model, f"process{number}"), ["en"])
        for number, model in enumerate(models)
    ]
    await asyncio.gather(*(one.look() for one in several))
    alone = judging(truth)
    await lab.examining(lab.health(alone, "alone"), ["en"]).look()
    assert alone.asked == []  # all was examined
    assert sum(bool(model.asked) for model in models) == 1


async def test_a_model_that_went_away_is_looked_for_again_soon(lab: Lab) -> None:
    away = ScriptedModel([], facts=ModelUnreachable())
    assert await lab.examining(lab.health(away)).look() == 600
    assert await lab.examining(lab.health(ScriptedModel([], facts=BIG))).look() == 600
    assert await lab.health(away).checkups.all() == []


async def test_an_answer_that_meets_an_unexamined_grader_has_it_examined(lab: Lab) -> None:
    health = lab.health(judging(truth))
    for language in ("en", "zh"):
        await health.examine(language)
    work = asyncio.create_task(lab.examining(health).keep_up())
    try:
        await asyncio.sleep(0.1)  # nothing is due: the next look is tomorrow
        async with lab.database.connect() as connection:
            await connection.execute(delete(checkups_table))
        await asyncio.sleep(0.1)
        assert await health.checkups.all() == []
        assert await health.fit(BIG, "zh") is not None
        async with asyncio.timeout(30):
            while await health.fit(BIG, "zh") is not None:
                await asyncio.sleep(0.05)
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(work, 10)  # while its database is there


async def test_an_examination_in_the_background_ends_when_it_is_told_to(lab: Lab) -> None:
    def slow(_: Sequence[Message]) -> Reply:
        started.set()
        return {"c1": {"evidence": "", "verdict": "missing"}}

    started = asyncio.Event()
    health = lab.health(ScriptedModel(slow, facts=BIG, pace=30))
    work = asyncio.create_task(lab.examining(health).keep_up())
    await asyncio.wait_for(started.wait(), 10)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(work, 5)
    assert await health.checkups.all() == []


async def test_members_come_first(lab: Lab) -> None:
    health = lab.health(judging(truth))
    await health.examine("en")
    assert not health.busy()
    await health.fit(BIG, "en")
    assert health.busy()
    lab.now += timedelta(seconds=16)
    assert not health.busy()
