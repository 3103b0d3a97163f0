"""`coach export`: those who consent, cleaned, in named rows; nobody else, ever."""

import asyncio
import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import coaching
from bot.core.attempt import Attempt
from bot.core.chat import Community, Direct, Member
from bot.core.dispute import Dispute, DisputeState
from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.core.preferences import Preferences
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.flows.assessing import rubric_hash
from bot.loading import load
from bot.shelf.shelf import Shelf
from bot.store.attempts import StoredAttempts
from bot.store.choices import StoredChoices
from bot.store.database import Database
from bot.store.disputes import StoredDisputes
from bot.store.upgrade import upgrade
from tests.cli.test_commands import coach
from tests.store.conftest import now

ONE, TWO = Community("discord", "100000000000000001"), Community("slack", "T2")
GIVES, KEEPS, AWAY = Member(ONE, "gives"), Member(ONE, "keeps"), Member(TWO, "away")
LONG = (
    "Thank you, I am alice@example.com and I have read a lot about this. "
    "It keeps the keys and values. "
    "There are many papers, as everybody who has read them will gladly tell you. "
    "Its price is memory that grows."
)
BANK = """\
## Serving

### Q. Why does a KV cache help?

**Rubric**:

- it keeps keys and values (must)
- it takes memory

It keeps the keys and values of the past, and takes memory.
"""


class World:
    """A database in which people have answered."""

    def __init__(self, home: Path) -> None:
        self.home, self.bank = home, home / "bank.md"
        self.bank.write_text(BANK, encoding="utf-8")
        (home / "coach").mkdir()
        bank = load((self.bank,), Shelf(home / "shelf"))
        self.question: Question = bank.questions[0]
        self.database = Database(f"sqlite:///{home / 'coach' / 'coach.db'}")
        self.attempts = StoredAttempts(self.database)
        self.rubrics = coaching.rubric_source(lambda: bank, self.database)
        self.rubric: tuple[Checkpoint, ...] = ()

    async def begin(self) -> None:
        await upgrade(self.database)
        self.rubric = await self.rubrics.of(self.question)
        assert len(self.rubric) == 2
        await self.database.close()

    async def consents(self, member: Member, training: str) -> None:
        await StoredChoices(self.database).choose(member, Preferences(training=training))

    async def answers(self, member: Member, name: str, answer: str = LONG, **said: Any) -> Feedback:
        """An attempt and its feedback: both checkpoints covered, unless `said` differs."""
        first, second = (one.id for one in self.rubric)
        covered = (
            Judgement(first, Verdict.COVERED, "keeps the keys and values"),
            Judgement(second, Verdict.COVERED, "memory that grows"),
        )
        feedback = Feedback(
            name,
            covered,
            1.0,
            graded=True,
            proven=True,
            advice=Advice(strengths=((first, "Good."),)),
            model="judge",
            rubric_hash=rubric_hash(self.rubric),
        )
        at = now() + timedelta(seconds=len(name))
        attempt = Attempt(name, "p", self.question.id, member, Direct(member), answer, at)
        await self.attempts.add(attempt)
        feedback = replace(feedback, **said)
        await self.attempts.keep(member.community, feedback, now())
        return feedback

    def export(self, *words: str) -> dict[str, Any]:
        """What `coach export` says of itself."""
        done = coach("export", *words, "--json", home=self.home, COACH_BANK=str(self.bank))
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    asyncio.run(made.begin())
    return made


async def two_members(world: World) -> None:
    """One who consents, in each community, and one who does not."""
    for member, name in ((GIVES, "yes"), (AWAY, "also"), (KEEPS, "no")):
        await world.answers(member, name, f"{LONG} I am the one who {name}.")
    await world.consents(GIVES, "on")
    await world.consents(AWAY, "on")
    await world.consents(KEEPS, "off")
    await world.database.close()


@pytest.mark.parametrize("shape", ["sft", "dpo", "prm", "distill"])
def test_who_did_not_consent_never_appears_and_nobody_is_named(world: World, shape: str) -> None:
    asyncio.run(two_members(world))
    out = world.home / f"{shape}.jsonl"
    said = world.export(shape, "--out", str(out))
    text = out.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == said["rows"] == (0 if shape == "dpo" else 2)
    assert said["members"] == 2
    assert said["left_out"]["its member does not consent"] == 1
    for hidden in ("the one who no", "alice", "gives", "away", 'keeps"', ONE.id, "T2", "discord"):
        assert hidden not in text
    assert len({row["id"] for row in rows}) == len(rows)


def test_consent_that_is_taken_back_counts_from_the_next_export(world: World) -> None:
    asyncio.run(two_members(world))
    before = world.export("sft", "--check")["would_be"]

    async def takes_back() -> None:
        await world.consents(GIVES, "off")
        await world.database.close()

    asyncio.run(takes_back())
    behind = world.export("sft", "--check")["would_be"]
    assert (len(before), len(behind)) == (2, 1)
    assert behind[0] in before, "a row keeps its name from one export to the next"


def test_a_channels_or_an_operators_choice_is_no_consent(world: World) -> None:
    async def answer_without_choosing() -> None:
        await world.answers(KEEPS, "no")
        await world.database.close()

    asyncio.run(answer_without_choosing())
    said = world.export("sft", "--check")
    assert said["would_be"] == []
    assert said["left_out"] == {"its member does not consent": 1}


def test_what_cannot_teach_is_left_out_and_counted_by_its_reason(world: World) -> None:
    async def many() -> None:
        await world.consents(GIVES, "on")
        await world.answers(GIVES, "fine")
        await world.answers(GIVES, "unproven", proven=False, score=None)
        await world.answers(GIVES, "ungraded", graded=False, trouble="error.model_slow")
        await world.answers(GIVES, "short", shortcut="nothing")
        await world.answers(GIVES, "stale", rubric_hash="another")
        first, second = (one.id for one in world.rubric)
        told = (
            Judgement(first, Verdict.COVERED, "alice@example"),
            Judgement(second, Verdict.MISSING),
        )
        await world.answers(GIVES, "telling", judgements=told)
        await world.database.close()

    asyncio.run(many())
    said = world.export("sft", "--check")
    assert (said["rows"], said["attempts"]) == (1, 1)
    assert said["left_out"] == {
        "its grader was not found fit": 1,
        "not graded by a model": 2,
        "its rubric has changed since": 1,
        "a verdict without words of the answer that show it": 1,
    }
    assert world.export("sft", "--check", "--unproven")["rows"] == 2


def test_an_overruled_verdict_becomes_a_preference(world: World) -> None:
    async def overruled() -> None:
        await world.consents(GIVES, "on")
        said = await world.answers(GIVES, "a")
        name = world.rubric[1].id
        await StoredDisputes(world.database).add(
            Dispute(
                "d", "a", GIVES, name, "I am alice and I did say it", now(),
                before=Judgement(name, Verdict.MISSING),
                after=said.judgements[1],
                state=DisputeState.CHANGED,
            )
        )  # fmt: skip
        await world.database.close()

    asyncio.run(overruled())
    (row,) = world.export("dpo", "--check")["would_be"]
    name = world.rubric[1].id
    chosen = json.loads(row["chosen"][0]["content"])[name]
    rejected = json.loads(row["rejected"][0]["content"])[name]
    assert (chosen["verdict"], rejected["verdict"]) == ("covered", "missing")
    assert "alice" not in json.dumps(row)


def test_names_of_a_list_are_taken_out(world: World) -> None:
    async def signed() -> None:
        await world.consents(GIVES, "on")
        await world.answers(GIVES, "a", f"{LONG} Yours, Li Lei")
        await world.database.close()

    asyncio.run(signed())
    names = world.home / "names.txt"
    names.write_text("Li Lei\n\nHan Meimei\n", encoding="utf-8")
    said = world.export("sft", "--check", "--names", str(names))
    assert "Li Lei" not in json.dumps(said["would_be"])
    assert said["taken_out"] == {"name": 1, "email": 1}


def test_a_file_is_not_written_over_unless_told_and_then_whole(world: World) -> None:
    asyncio.run(two_members(world))
    out = world.home / "rows.jsonl"
    out.write_text("something else\n", encoding="utf-8")
    arguments = ("export", "sft", "--out", str(out))
    done = coach(*arguments, home=world.home, COACH_BANK=str(world.bank))
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert out.read_text(encoding="utf-8") == "something else\n"
    world.export("sft", "--out", str(out), "--force")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
    salt = world.home / "coach" / "export.salt"
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("kto", "--check"), "are not known"),
        (("sft",), "--out FILE"),
        (("sft", "--out", "gone/rows.jsonl"), "There is no folder gone"),
        (("sft", "--check", "--names", "gone.txt"), "gone.txt cannot be read"),
    ],
)
def test_what_is_called_wrongly_is_a_sentence(
    world: World, words: tuple[str, ...], sentence: str
) -> None:
    done = coach("export", *words, home=world.home, COACH_BANK=str(world.bank))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
