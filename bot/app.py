"""Runs the house: the database up to date, the bank held, the jobs at work; `coaching` builds the
coach."""

import asyncio
import contextlib
import importlib.util
import logging
import socket
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from bot import coaching
from bot.connecting import Connecting, Serve
from bot.core.bank import Bank
from bot.core.errors import ModelUnreachable, StoreTrouble, where
from bot.core.keeping import Transcript
from bot.core.ports import Ears, LanguageModel
from bot.core.premises import Premises
from bot.core.renaming import renamed
from bot.flows.assessing import by_size
from bot.flows.coach import Coach
from bot.flows.examining import Examining
from bot.flows.suggesting import Suggesting
from bot.holding import Held
from bot.jobs.pump import Pump
from bot.jobs.recording import Recorder
from bot.jobs.tick import Tick
from bot.jobs.workflows import Workflows
from bot.loading import load
from bot.observed import Observed, observing
from bot.observing.beating import Beating
from bot.platforms.transcript_mouth import TranscriptMouth
from bot.render.image_files import ImageFiles
from bot.render.studio import Studio
from bot.settings import Settings
from bot.shelf.shelf import Shelf
from bot.store.dailies import StoredDailies
from bot.store.daily_counts import StoredCounts
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.ledger import StoredLedger
from bot.store.postings import StoredPostings
from bot.store.questions import StoredQuestions
from bot.store.replicas import StoredReplicas
from bot.store.transcript import StoredTranscript
from bot.store.upgrade import upgrade
from bot.store.weeks import StoredWeeks

if TYPE_CHECKING:
    from bot.platforms.discord.gateway.shards import Shards

logger = logging.getLogger(__name__)

_SEEN = "bank:seen"

TRANSCRIBED = ("web", "terminal")
"""The platforms whose mouth is the transcript: every process has it, whoever listens there."""


ROLES = ("ears", "workers", "web")
"""What a process may do: listen to the chat platforms, do the work, answer on HTTP."""
_ALIVE_EVERY = 5.0


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
    observed: Observed
    ears: Mapping[str, Ears] = field(default_factory=dict)
    """Those of the chat platforms, where this process listens."""
    served: Mapping[str, ASGIApp] = field(default_factory=dict)
    """What the chat platforms answer on this process's HTTP side, by path."""
    beating: Beating | None = None
    """None where there is nothing to do: then nobody need know that this process lives."""


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
            at_once=settings.at_once(),
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
    settings: Settings,
    role: str,
    platforms: Sequence[str],
    model: LanguageModel | None = None,
    *,
    roles: Collection[str] = ROLES,
    shards: "Shards | None" = None,
) -> AsyncIterator[App]:
    """The whole house at work until the block ends: database up to date, bank read, jobs running.

    `role` names this process among those of this host (`play`, `chat`, `serve`); `model` stands in
    for the one that the settings name, and counts as fit to judge by its size; that one is examined
    in the background. Without `platforms` there is nothing to do, and no jobs run; nor without
    `workers` among the `roles`, where another process does the work. `shards` are those that the
    ears on Discord hear.
    """
    database, contexts = Database(settings.database), contextlib.AsyncExitStack()
    try:
        await upgrade(database)
        bank = await _held(
            settings, StoredQuestions(database), StoredLedger(database, coaching.clock, "bank")
        )
        stands_in = model is not None
        model = model or make_model(settings)
        stored = StoredReplicas(database, coaching.clock)
        name = await stored.name(f"{settings.coach_replica or socket.gethostname()}/{role}")
        replicas = Beating(stored)
        observed = await contexts.enter_async_context(observing(settings, database, name, roles))
        watching = observed.watching
        model = watching.model(model)
        health = coaching.grader_health(database, model, name)
        fit = by_size if stands_in else health.fit
        inbox = StoredInbox(database, coaching.clock)
        transcript = StoredTranscript(database)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(model.close)
            transcribed = TranscriptMouth(transcript, coaching.clock)
            mouths = {one: watching.mouth(one, transcribed) for one in TRANSCRIBED}
            premises: dict[str, Premises] = {}
            ears: dict[str, Ears] = {}
            serves: list[Serve] = []
            chats = [one for one in platforms if one not in TRANSCRIBED]
            if chats:
                studio = Studio(ImageFiles(lambda: settings.bank_paths))
                stack.push_async_callback(studio.close)
                connecting = Connecting(
                    settings,
                    StoredLedger(database, coaching.clock, name),
                    StoredPostings(database),
                    studio,
                    shards,
                    observed.tell,
                )
                for one in chats:
                    connected = await stack.enter_async_context(connecting.to(one))
                    mouths[one] = watching.mouth(one, connected.mouth)
                    premises[one] = connected.premises
                    serves.append(connected.serve)
                    if connected.hears(roles):
                        ears[one] = connected.ears
                        observed.gauges.pulses[one] = connected.pulse
            judging = coaching.assessing(model, fit)
            line = coaching.line(settings, database, name, embedded=not stands_in)
            told = (mouths, premises, observed.tell)
            coach = coaching.build(settings, database, bank, judging, health, inbox, line, *told)
            durable = watching.durable(coach.durable)
            workflows = Workflows(
                settings.jobs_database, name, durable, coach.failed, tuple(mouths)
            )
            recorder, act = Recorder(inbox, tell=observed.tell), watching.act(coach.act)
            pump = Pump(inbox, recorder, replicas, workflows, platforms, name, act, coach.workflow)
            if not stands_in and "workers" in roles:
                examining = Examining(health, health.ledger, lambda: _languages(bank()))
                await stack.enter_async_context(_at_work(examining.keep_up()))
            if platforms and "workers" in roles:
                tick = Tick(
                    StoredDailies(database),
                    StoredCounts(database),
                    StoredWeeks(database),
                    recorder.accept,
                    platforms,
                    coaching.clock,
                    observed.tell,
                )
                await stack.enter_async_context(_at_work(tick.run()))
            if platforms:
                await replicas.beat(name)
                await stack.enter_async_context(_at_work(bank.watch(_watched(settings))))
            if platforms and "workers" in roles:
                stack.push_async_callback(workflows.close)
                await workflows.launch()
                observed.gauges.unfinished = workflows.unfinished
                await stack.enter_async_context(_at_work(line.run()))
                await stack.enter_async_context(_at_work(pump.run()))
            elif platforms:
                await stack.enter_async_context(_at_work(_alive(replicas, name)))
            suggest = Suggesting(bank, coach.cot.choices())
            served: dict[str, ASGIApp] = {}
            for serve in serves:
                served |= serve(recorder.accept, coach.ask, suggest)
            await stack.enter_async_context(_at_work(observed.keep_up()))
            yield App(
                settings=settings,
                bank=bank,
                model=model,
                coach=coach,
                recorder=recorder,
                pump=pump,
                transcript=transcript,
                suggest=suggest,
                ears=ears,
                served=served,
                observed=observed,
                beating=replicas if platforms else None,
            )
    finally:
        await contexts.aclose()
        await database.close()


async def _alive(replicas: Beating, name: str) -> None:
    """Keep this process among the living, where no pump does."""
    while True:
        await asyncio.sleep(_ALIVE_EVERY)
        try:
            await replicas.beat(name)
        except StoreTrouble as error:
            logger.warning("no sign of life: %s", where(error))


def _languages(bank: Bank) -> list[str]:
    """The languages of a bank's questions, the most frequent first."""
    values = bank.facets.values.get("language", ())
    return [one.key for one in sorted(values, key=lambda one: -one.count)]


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
