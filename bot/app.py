"""Builds everything once: the only module that knows which part is made of what."""

import asyncio
import contextlib
import importlib.util
import logging
import socket
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import checkups, readers, words
from bot.core.bank import Bank
from bot.core.errors import ModelUnreachable
from bot.core.estimate import Estimating
from bot.core.keeping import Transcript
from bot.core.ports import BankHolder, LanguageModel
from bot.core.question import Question
from bot.core.renaming import renamed
from bot.flows.announcing import Announcing
from bot.flows.assessing import Assessing, Fitness, by_size
from bot.flows.attempting import Attempting
from bot.flows.bank import BankFlow
from bot.flows.bank_statistics import BankStatistics
from bot.flows.coach import Coach
from bot.flows.contributing import Contributing
from bot.flows.conversing import Conversing
from bot.flows.deciding import Deciding
from bot.flows.disputing import Disputing
from bot.flows.examining import Examining
from bot.flows.grading import Grading
from bot.flows.health import Health, as_if_fit
from bot.flows.health_card import HealthCard
from bot.flows.help import Help
from bot.flows.limiting import Limiting
from bot.flows.quiz import Quiz
from bot.flows.reviewing import Reviewing
from bot.flows.rubric_source import RubricSource
from bot.flows.ruling import Ruling
from bot.flows.settings import Settings as SettingsFlow
from bot.flows.settling import Settling
from bot.flows.similar import Similar
from bot.flows.standing import Standing
from bot.flows.stopping import Stopping
from bot.flows.suggesting import Suggesting
from bot.flows.voice import Voice
from bot.holding import Held
from bot.jobs.pump import Pump
from bot.jobs.recording import Recorder
from bot.jobs.workflows import Workflows
from bot.loading import load
from bot.platforms.transcript_mouth import TranscriptMouth
from bot.readers.parts.source import Source
from bot.settings import Settings
from bot.shelf.shelf import Shelf
from bot.store.attempts import StoredAttempts
from bot.store.blocked import StoredBlocked
from bot.store.checkups import StoredCheckups
from bot.store.choices import StoredChoices
from bot.store.database import Database
from bot.store.disputes import StoredDisputes
from bot.store.inbox import StoredInbox
from bot.store.ledger import StoredLedger
from bot.store.postings import StoredPostings
from bot.store.questions import StoredQuestions
from bot.store.replicas import StoredReplicas
from bot.store.rubrics import StoredRubrics
from bot.store.spending import StoredSpending
from bot.store.suggestions import StoredSuggestions
from bot.store.transcript import StoredTranscript
from bot.store.under_way import StoredUnderWay
from bot.store.upgrade import upgrade
from bot.writers import markdown_chapters
from bot.writers.parts.approved import ApprovedFile

logger = logging.getLogger(__name__)

_SEEN = "bank:seen"

TRANSCRIBED = ("web", "terminal")
"""The platforms whose mouth is the transcript: every process has it, whoever listens there."""


@dataclass(frozen=True)
class App:
    """What a command needs of the running house."""

    settings: Settings
    bank: Held
    model: LanguageModel
    coach: Coach
    recorder: Recorder
    pump: Pump
    transcript: Transcript
    suggest: Suggesting


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def load_bank(settings: Settings) -> Bank:
    """The bank that the settings name, from the shelf where nothing has changed."""
    return load(settings.bank_paths, Shelf(settings.home / "cache" / "bank"))


def make_model(settings: Settings) -> LanguageModel:
    """The model that the settings name: a server, else the embedded one, else one that says what
    is missing."""
    if settings.llm_base_url:
        from bot.llm.openai_api import OpenAIModel

        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
        return OpenAIModel(
            settings.llm_base_url,
            model=settings.llm_model,
            api_key=key,
            patience=settings.llm_patience,
        )
    if importlib.util.find_spec("xllamacpp") is None:
        from bot.llm.scripted import ScriptedModel

        missing = ModelUnreachable("error.no_model")
        return ScriptedModel(lambda _: missing, facts=missing)
    from bot.llm.embedded import EmbeddedModel

    gguf = settings.coach_gguf.expanduser() if settings.coach_gguf else None
    return EmbeddedModel(settings.home, gguf, patience=settings.llm_patience)


@asynccontextmanager
async def running(
    settings: Settings, role: str, platforms: Sequence[str], model: LanguageModel | None = None
) -> AsyncIterator[App]:
    """The whole house at work until the block ends: database up to date, bank read, jobs running.

    `role` names this process among those of this host (`play`, `chat`, `serve`); `model` stands in
    for the one that the settings name, and counts as fit to judge by its size; that one is examined
    in the background. Without `platforms` there is nothing to do, and no jobs run.
    """
    database = Database(settings.database)
    try:
        await upgrade(database)
        bank = await _held(
            settings, StoredQuestions(database), StoredLedger(database, clock, "bank")
        )
        stands_in = model is not None
        model = model or make_model(settings)
        replicas = StoredReplicas(database, clock)
        name = await replicas.name(f"{settings.coach_replica or socket.gethostname()}/{role}")
        health = grader_health(database, model, name)
        fit = by_size if stands_in else health.fit
        inbox = StoredInbox(database, clock)
        transcript = StoredTranscript(database)
        coach = _coach(settings, database, bank, assessing(model, fit), health, inbox, transcript)
        workflows = Workflows(
            settings.jobs_database, name, coach.durable, coach.failed, TRANSCRIBED
        )
        recorder = Recorder(inbox)
        pump = Pump(
            inbox, recorder, replicas, workflows, platforms, name, coach.act, coach.workflow
        )
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(model.close)
            if not stands_in:
                examining = Examining(health, health.ledger, lambda: _languages(bank()))
                await stack.enter_async_context(_at_work(examining.keep_up()))
            if platforms:
                await replicas.beat(name)
                stack.push_async_callback(workflows.close)
                workflows.launch()
                await stack.enter_async_context(_at_work(bank.watch(_watched(settings))))
                await stack.enter_async_context(_at_work(pump.run()))
            yield App(
                settings=settings,
                bank=bank,
                model=model,
                coach=coach,
                recorder=recorder,
                pump=pump,
                transcript=transcript,
                suggest=Suggesting(bank),
            )
    finally:
        await database.close()


def assessing(model: LanguageModel, fit: Fitness = by_size) -> Assessing:
    """What judges answers with this model, with the estimate for where it cannot."""
    return Assessing(model, fit, estimator())


def grader_health(database: Database, model: LanguageModel, name: str) -> Health:
    """What examines this model; `name` is this process's among those that might."""
    return Health(
        judge=Assessing(model, as_if_fit),
        checkups=StoredCheckups(database),
        ledger=StoredLedger(database, clock, name),
        sets=checkups.sets(),
        clock=clock,
    )


def _languages(bank: Bank) -> list[str]:
    """The languages of a bank's questions, the most frequent first."""
    values = bank.facets.values.get("language", ())
    return [one.key for one in sorted(values, key=lambda one: -one.count)]


def rubric_source(bank: BankHolder, database: Database) -> RubricSource:
    """What questions of the bank are judged by."""
    return RubricSource(StoredRubrics(database), bank, clock)


def estimator() -> Estimating:
    """The estimate from an answer's words, as it ships."""
    from bot.estimating.estimate import Estimator

    return Estimator.load().estimate


@asynccontextmanager
async def _at_work(running: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """The pump (the watch over the bank, the examination) at work until the block ends.

    The pump's name stays on the list of replicas: what it leaves unfinished is found by it, and
    given to whoever lives, at the next start.
    """
    work = asyncio.create_task(running)
    try:
        yield
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


async def _held(settings: Settings, questions: StoredQuestions, ledger: StoredLedger) -> Held:
    """The bank, held: now and at every reload, questions whose titles changed are found again."""

    async def settle(bank: Bank) -> Bank:
        if await ledger.get(_SEEN) != bank.digest:
            moved = renamed(await questions.seen(), bank)
            for old, new in moved.items():
                logger.warning("question %s has a new title and is now %s", old, new)
            await questions.remember(bank, moved)
            await ledger.put(_SEEN, bank.digest)
        return replace(bank, former=await questions.former())

    def read() -> Bank:
        return load_bank(settings)

    return Held(await settle(await asyncio.to_thread(read)), read, settle)


def _watched(settings: Settings) -> list[Path]:
    """What the bank is read from, and the file of approved suggestions before there are any."""
    with contextlib.suppress(OSError):  # it is said when something is to be written there
        settings.approved.parent.mkdir(parents=True, exist_ok=True)
    return list(dict.fromkeys([*settings.bank_paths, settings.approved]))


def _approved(settings: Settings) -> ApprovedFile:
    """The file of approved suggestions: written in the seed's format, and read back as the bank
    reads it."""

    def read_back(data: bytes) -> list[Question]:
        source = Source(settings.approved.name, settings.approved.name, data)
        return readers.read(source)[0].questions

    return ApprovedFile(settings.approved, markdown_chapters.one, read_back)


def _coach(
    settings: Settings,
    database: Database,
    bank: Held,
    judging: Assessing,
    health: Health,
    inbox: StoredInbox,
    transcript: Transcript,
) -> Coach:
    mouth = TranscriptMouth(transcript, clock)
    choices = StoredChoices(database)
    postings = StoredPostings(database)
    attempts = StoredAttempts(database)
    voice = Voice(
        dict.fromkeys(TRANSCRIBED, mouth), choices, words.say, settings.default_preferences
    )
    standing = Standing(choices, StoredBlocked(database), settings.coach_maintainers)
    suggestions = StoredSuggestions(database)
    similar = Similar(bank, suggestions)
    announcing = Announcing(similar, standing, voice)
    attempting = Attempting(postings, attempts, voice, clock, settings.coach_longest_answer)
    grading = Grading(
        requests=inbox,
        bank=bank,
        postings=postings,
        attempts=attempts,
        attempting=attempting,
        rubrics=rubric_source(bank, database),
        assessing=judging,
        limiting=Limiting(
            settings.limits,
            StoredSpending(database),
            StoredUnderWay(database),
            StoredBlocked(database),
            voice,
            clock,
        ),
        voice=voice,
        clock=clock,
    )
    quiz = Quiz(bank, postings, voice, clock)
    disputes = StoredDisputes(database)
    settling = Settling(disputes, grading)
    return Coach(
        quiz=quiz,
        grading=grading,
        conversing=Conversing(grading, quiz, voice),
        disputing=Disputing(disputes, settling, grading, voice),
        ruling=Ruling(disputes, settling, grading, voice),
        settings=SettingsFlow(choices, voice),
        bank=BankFlow(bank, voice, standing),
        statistics=BankStatistics(bank, voice, standing, lambda: bank.trouble),
        contributing=Contributing(suggestions, similar, announcing, voice, clock),
        deciding=Deciding(suggestions, _approved(settings), similar, announcing, voice),
        reviewing=Reviewing(bank, rubric_source(bank, database), voice),
        standing=standing,
        stopping=Stopping(StoredUnderWay(database), voice),
        health=HealthCard(health, voice, judging.estimate),
        help=Help(voice, standing),
        voice=voice,
    )
