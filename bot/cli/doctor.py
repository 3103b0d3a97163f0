"""`coach doctor`: what is configured, reachable and wrong, with the mend, for each part."""

import asyncio
import importlib.util
import os
import shutil
import socket
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from rich.table import Table

from bot import app as house
from bot import coaching, readers, settings
from bot.cli.frame import FINE, WRONG, out, print_json, printable, sentence
from bot.core.checkup import Checkup
from bot.core.completion import Message, Sampling
from bot.core.errors import CoachError, SettingsTrouble, where
from bot.core.ports import LanguageModel
from bot.render import fonts
from bot.render.studio import can_draw
from bot.running.sandbox import Sandbox, can_run
from bot.running.walls import bubblewrap
from bot.settings import Settings
from bot.store.database import Database
from bot.store.upgrade import pending

State = Literal["fine", "warning", "wrong", "off"]
_COLOUR = {"fine": "green", "warning": "yellow", "wrong": "red", "off": "dim"}
_ROOM = 200 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """What was found of one part; `mend` says what to do where it is not fine."""

    part: str
    state: State
    found: str
    mend: str = ""


def run(*, as_json: bool) -> int:
    """Exit status 1 where a part is wrong."""
    parts = asyncio.run(_examine())
    if as_json:
        print_json([asdict(one) for one in parts])
    else:
        table = Table(box=None, header_style="bold", pad_edge=False)
        for name in ("part", "state", "found", "mend"):
            table.add_column(name, overflow="fold")
        for one in parts:
            state = f"[{_COLOUR[one.state]}]{one.state}[/]"
            table.add_row(one.part, state, printable(one.found), printable(one.mend))
        out.print(table)
    return WRONG if any(one.state == "wrong" for one in parts) else FINE


async def _examine() -> list[Part]:
    try:
        chosen = settings.read()
    except CoachError as trouble:
        return [Part("settings", "wrong", sentence(trouble), "mend the environment or .env")]
    found = _settings(chosen)
    examined: list[tuple[str, Callable[[Settings], Awaitable[list[Part]]]]] = [
        ("home", _home),
        ("database", _database),
        ("bank", _bank),
        ("model", _model),
        ("web", _web),
        ("pictures", _pictures),
        ("programs", _programs),
        ("discord", _discord),
        ("slack", _slack),
    ]
    for name, examine in examined:
        try:
            found += await examine(chosen)
        except CoachError as trouble:
            found.append(Part(name, "wrong", sentence(trouble), "see the sentence beside"))
        except Exception as exc:
            found.append(Part(name, "wrong", where(exc), "please report this line"))
    return found


def _settings(chosen: Settings) -> list[Part]:
    """One row a setting: its value, never a secret one."""
    rows = []
    for name, field in type(chosen).model_fields.items():
        value = getattr(chosen, name)
        given = name in chosen.model_fields_set
        if isinstance(value, SecretStr):
            shown = "set"
        elif isinstance(value, tuple):
            joint = os.pathsep if all(isinstance(one, Path) for one in value) else ", "
            shown = joint.join(map(str, value)) or "none"
        else:
            shown = "unset" if value is None else str(value)
        rows.append(
            Part(
                name.upper(),
                "fine" if given else "off",
                shown if given else f"{shown} (default)",
                "" if given else field.description or "",
            )
        )
    return rows


async def _home(chosen: Settings) -> list[Part]:
    home = chosen.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(home).free
    except OSError as exc:
        return [
            Part("home", "wrong", f"{home}: {exc.strerror}", "set COACH_HOME to a folder of yours")
        ]
    if not os.access(home, os.W_OK):
        return [
            Part(
                "home", "wrong", f"{home} cannot be written", "set COACH_HOME to a folder of yours"
            )
        ]
    if free < _ROOM:
        return [Part("home", "warning", f"{home}: {free >> 20} MiB free", "make room on this disk")]
    return [Part("home", "fine", f"{home}: {free >> 20} MiB free")]


async def _database(chosen: Settings) -> list[Part]:
    database = Database(chosen.database)
    try:
        if not database.exists:
            return [Part("database", "fine", f"{database.where}: made at the first start")]
        behind = await pending(database)
    finally:
        await database.close()
    if behind:
        return [
            Part(
                "database",
                "warning",
                f"{database.where}: {behind} migrations behind",
                "run: coach db upgrade",
            )
        ]
    return [Part("database", "fine", f"{database.where}: up to date")]


async def _bank(chosen: Settings) -> list[Part]:
    bank = house.load_bank(chosen)
    where = os.pathsep.join(map(str, chosen.coach_bank))
    errors = readers.diagnostics(bank, "error")
    found = f"{len(bank)} questions in {where}"
    if errors:
        return [Part("bank", "wrong", f"{found}; {len(errors)} errors", "run: coach bank lint")]
    if not len(bank):
        return [Part("bank", "wrong", found, "point COACH_BANK at a file or folder of questions")]
    odd = len(bank.diagnostics)
    return [Part("bank", "fine", f"{found}; {odd} oddities", "see: coach bank lint" if odd else "")]


async def _model(chosen: Settings) -> list[Part]:
    """The model's facts, and whether it keeps to a schema: without that nothing can be graded."""
    where = chosen.llm_base_url or "embedded"
    if not chosen.llm_base_url and importlib.util.find_spec("xllamacpp") is None:
        mend = "set LLM_BASE_URL, or install: pip install 'interview-coach[local]'"
        return [Part("model", "wrong", "no model is set up", mend)]
    model = house.make_model(chosen)
    try:
        facts = await model.facts()
        size = f", {facts.context} tokens of context" if facts.context else ""
        schema = {
            "type": "object",
            "properties": {"answer": {"type": "string", "enum": ["yes", "no"]}},
            "required": ["answer"],
            "additionalProperties": False,
        }
        asked = [Message("user", "Is water wet? Answer in JSON.")]
        async for _ in model.fill(asked, schema, Sampling(limit=32, seconds=60)):
            pass
        examined = await _examined(chosen, model)
    except CoachError as trouble:
        mend = (
            "is the server up, and LLM_BASE_URL right?"
            if chosen.llm_base_url
            else "run: coach model fetch"
        )
        return [Part("model", "wrong", f"{where}: {sentence(trouble)}", mend)]
    finally:
        await model.close()
    found = f"{facts.name} ({where}{size}); keeps to a schema"
    if not facts.proven:
        mend = "for scores, set LLM_BASE_URL to a server with a model of 7B or more"
        return [Part("model", "warning", f"{found}; too small to judge: no scores", mend)]
    return [Part("model", "fine", found), examined]


async def _examined(chosen: Settings, model: LanguageModel) -> Part:
    """What is known of how well the model judges: `--grader` finds out."""
    database = Database(chosen.database)
    known: dict[str, Checkup | None] = {}
    try:
        if database.exists and not await pending(database):
            health = coaching.grader_health(database, model, "doctor")
            name = (await model.facts()).name
            known = {one: await health.known(name, one) for one in health.sets}
    finally:
        await database.close()
    unfit = [f"{one} ({', '.join(it.failed)})" for one, it in known.items() if it and not it.fit]
    if unfit:
        mend = "for scores, another model; docs/health.md says what each name means"
        return Part("grader", "warning", f"not fit in {'; '.join(unfit)}: no scores", mend)
    if not known or None in known.values():
        return Part("grader", "off", "not examined in each language yet", "coach doctor --grader")
    return Part("grader", "fine", f"examined, and fit to give scores in {', '.join(known)}")


async def _web(chosen: Settings) -> list[Part]:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.settimeout(1)
            taken = probe.connect_ex((chosen.host, chosen.port)) == 0
    except OSError:
        trouble = SettingsTrouble("error.host_unknown", host=chosen.host)
        return [Part("web", "wrong", sentence(trouble), "set HOST to 127.0.0.1")]
    if taken:
        found = f"port {chosen.port} is in use (by a coach that runs, perhaps)"
        return [Part("web", "warning", found, "another port: PORT=9000 make play")]
    return [Part("web", "fine", f"port {chosen.port} is free")]


async def _pictures(_: Settings) -> list[Part]:
    if not can_draw():
        found = "formulas and tables are sent as text: typst is not installed"
        return [Part("pictures", "off", found, "pip install 'interview-coach[pictures]'")]
    font = await asyncio.to_thread(fonts.chinese)
    if font is None:
        found = "no font has Chinese letters: what has some is sent as text, not as a picture"
        mend = "install a font: apt-get install fonts-noto-cjk (or fonts-wqy-microhei, smaller)"
        return [Part("pictures", "warning", found, mend)]
    return [Part("pictures", "fine", f"Chinese letters from {font.family}")]


async def _programs(_: Settings) -> list[Part]:
    if not can_run():
        found = "programs that a model writes are not run: pydantic-monty is not installed"
        return [Part("programs", "off", found, "pip install 'interview-coach[lab]'")]
    sandbox = Sandbox()
    within = await sandbox.wraps()
    ran = await sandbox("6 * 7")
    if ran.value != "42":
        found = f"a program that a model writes cannot be run here ({ran.trouble})"
        return [Part("programs", "wrong", found, "install interview-coach[lab] again")]
    if within:
        return [Part("programs", "fine", "run in pydantic-monty, within bubblewrap")]
    if not bubblewrap():
        mend = "a second wall, on Linux: apt-get install bubblewrap"
        return [Part("programs", "fine", "run in pydantic-monty, without bubblewrap", mend)]
    found = "run in pydantic-monty; bubblewrap is here, but it may not work (in a container, often)"
    return [Part("programs", "fine", found, "a second wall: let this user make namespaces")]


async def _discord(chosen: Settings) -> list[Part]:
    if chosen.discord_token is None:
        return [Part("discord", "off", "DISCORD_TOKEN is not set")]
    if importlib.util.find_spec("discord") is None:
        mend = "pip install 'interview-coach[discord]'"
        return [Part("discord", "wrong", "discord.py is not installed", mend)]
    return [Part("discord", "fine", "a token is set; `coach discord doctor` tries it")]


async def _slack(chosen: Settings) -> list[Part]:
    if not chosen.on_slack:
        return [Part("slack", "off", "neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID is set")]
    if importlib.util.find_spec("slack_bolt") is None:
        mend = "pip install 'interview-coach[slack]'"
        return [Part("slack", "wrong", "slack-bolt is not installed", mend)]
    return [Part("slack", "fine", "it is set up; `coach slack doctor` tries it")]
