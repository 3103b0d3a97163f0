"""Does what a typed line asks for: a move of the terminal's own, a button, a command, or words."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field

from bot.core import actions, commands
from bot.core.chat import Card, Channel, Form, Role
from bot.core.ears import deliver
from bot.core.errors import BadInput, CannotReach, CoachError
from bot.core.ports import Accept, Ask
from bot.core.requests import (
    ChangeSettings,
    Inquiry,
    NextQuestion,
    Refused,
    Request,
    Say,
    ShowHelp,
    ShowSettings,
    StartQuiz,
    Who,
)
from bot.platforms.terminal import moves
from bot.platforms.terminal.conversation import Conversation
from bot.platforms.terminal.forms import fill_in
from bot.platforms.terminal.harmless import harmless
from bot.platforms.terminal.lines import Lines
from bot.platforms.terminal.local import read_local

_LONGEST = 2000
"""Characters of a command."""

_WIDEST = 48
"""Characters of a place's name that a status shows."""


@dataclass
class Speaker:
    """Speaks for one person, who holds this machine's shell and so every role.

    In a pipe a line is done with once all that it led to is; a person may go on typing meanwhile.
    `on_status` is called when `status` has changed while nobody typed; `refused` tells whether any
    line could not be done as it stood.
    """

    conversation: Conversation
    lines: Lines
    language: str
    accept: Accept
    ask: Ask
    settled: Callable[[str], Awaitable[None]]
    tasks: asyncio.TaskGroup
    on_status: Callable[[], None] = lambda: None
    refused: bool = False
    _pending: set["asyncio.Task[None]"] = field(default_factory=set, init=False)

    @property
    def who(self) -> Who:
        """The person where they are, about to do the next thing."""
        return Who(
            key=f"terminal:{uuid.uuid4()}",
            member=self.conversation.me,
            place=self.conversation.here,
            language=self.language,
            roles=frozenset(Role),
        )

    @property
    def status(self) -> str:
        """Where the person is, and whether what they asked for is still being done."""
        where = self.conversation.where
        where = where if len(where) <= _WIDEST else f"{where[:_WIDEST]}…"
        hint = "terminal.working" if self._pending else "terminal.keys"
        return f"{where} · {self.conversation.words(hint)}"

    async def hear(self, line: str) -> bool:
        """Do what a line asks for; False where the person leaves with it. Trouble is a sentence."""
        line = harmless(line)
        try:
            return await self._hear(f"/{line[1:]}" if line.startswith("／") else line)
        except CannotReach:
            raise
        except CoachError as error:
            self._complain(error)
            return True

    async def learn_language(self) -> None:
        """Have the terminal speak the language that the coach speaks to this person."""
        settings = await self.ask(self.who.wants(ShowSettings))
        self.conversation.language = settings.language

    def leave(self) -> None:
        """Wait no longer for what is not done yet: it is recorded, and will be."""
        for task in self._pending:
            task.cancel()

    async def _hear(self, line: str) -> bool:
        if not line:
            self.conversation.reveal()
            return True
        if line.startswith("/") and len(line) > _LONGEST:
            raise BadInput("terminal.long_command", limit=_LONGEST)
        local = read_local(line)
        if local is not None:
            await moves.move(self.conversation, *local)
            return local[0] != "quit"
        button = self.conversation.buttons.find(line, self.conversation.here)
        who = self.who
        request = actions.press(button.action, who) if button else commands.read(line, who)
        if isinstance(request, Say):
            await self.conversation.write(request.text, request.key)
        await self._do(request)
        return True

    async def _do(self, request: Request) -> None:
        asks = isinstance(request, StartQuiz | NextQuestion)
        known = {start.id for start in await self.conversation.threads()} if asks else None
        answer = await deliver(request, self.accept, self.ask)
        match answer:
            case Card():
                refused = isinstance(request, Refused) or not isinstance(request, Inquiry)
                self.refused = self.refused or refused
                self.conversation.answer(answer, request.key)
                if isinstance(request, ShowHelp) and request.command is None:
                    moves.show_help(self.conversation)
            case Form():
                await self._fill(answer)
            case None:
                await self._wait(self._settle(request, known))

    async def _fill(self, form: Form) -> None:
        conversation = self.conversation
        values = await fill_in(form, self.lines, conversation.put, conversation.words)
        if values is None:
            self.refused = self.refused or not self.lines.live
            conversation.tell("terminal.given_up")
        else:
            await self._do(actions.fill(form.action, values, self.who))

    async def _wait(self, settling: Coroutine[None, None, None]) -> None:
        if not self.lines.live:
            await settling
            return
        task = self.tasks.create_task(settling)
        self._pending.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._pending.discard(task)
        self.on_status()

    async def _settle(self, request: Request, known: set[str] | None) -> None:
        """Wait until what a request led to is done and printed; enter a thread not known before."""
        try:
            await self.settled(request.key)
            await self.conversation.catch_up(request.place)
            threads = [] if known is None else await self.conversation.threads()
        except CoachError as error:
            self._complain(error)
            return
        if isinstance(request, ChangeSettings):
            await self.learn_language()
        if threads and known is not None and threads[0].id not in known:
            self.conversation.enter(threads[0])
        if isinstance(request, Say) and isinstance(request.place, Channel):
            self.conversation.tell("terminal.unheard")

    def _complain(self, error: CoachError) -> None:
        self.refused = True
        self.conversation.tell(error.key, **error.facts)
