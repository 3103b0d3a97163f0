"""The ears of the terminal: they hear what is typed at the prompt, or what comes through a pipe."""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TextIO, cast

from bot.core.chat import Channel, Community, Member
from bot.core.keeping import Transcript
from bot.core.ports import Accept, Ask, Clock, Say, Suggest
from bot.platforms.terminal.completions import completions
from bot.platforms.terminal.conversation import Conversation
from bot.platforms.terminal.pieces import Paper
from bot.platforms.terminal.piped import PipedLines
from bot.platforms.terminal.plain import PlainPaper
from bot.platforms.terminal.speaker import Speaker

_PAUSE = 0.02
"""Seconds between two repaintings of the prompt while text is printed above it."""


def _now() -> datetime:
    return datetime.now(UTC)


def _at_a_terminal() -> bool:
    ends = (sys.stdin, sys.stdout)
    return all(end is not None and end.isatty() for end in ends)


@dataclass
class TerminalEars:
    """The person at this machine's terminal, or whatever is piped into it.

    `settled(key)` returns once all that the request of that key led to is done. Afterwards
    `refused` tells whether a line could not be done as it stood: a word that is no command, a
    button that is not there, bytes that are no text.
    """

    community: Community
    transcript: Transcript
    say: Say
    settled: Callable[[str], Awaitable[None]]
    language: str = "en"
    clock: Clock = _now
    channel: str = "general"
    at_prompt: bool = field(default_factory=_at_a_terminal)
    stdin: TextIO | None = field(default_factory=lambda: sys.stdin)
    stdout: TextIO | None = field(default_factory=lambda: sys.stdout)
    refused: bool = field(default=False, init=False)

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Listen until the input ends, the person leaves, or nobody reads the output any more.

        CannotReach where the output cannot be written for another reason, such as a full disk.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                speaks = partial(
                    Speaker,
                    language=self.language,
                    accept=accept,
                    ask=ask,
                    settled=self.settled,
                    tasks=tasks,
                )
                if self.at_prompt:
                    await self._at_prompt(speaks, suggest)
                else:
                    await self._in_pipe(speaks)
        except BaseExceptionGroup as failed:
            first = failed.exceptions[0]
            if not isinstance(first, BrokenPipeError):
                raise first from None

    async def _in_pipe(self, speaks: "partial[Speaker]") -> None:
        if isinstance(self.stdout, io.TextIOWrapper):
            self.stdout.reconfigure(errors="replace")
        conversation = self._conversation(PlainPaper(self.stdout), hides=False)

        def leave_out(key: str, number: int) -> None:
            self.refused = True
            conversation.tell(key, number=number)

        lines = PipedLines(self.stdin.fileno() if self.stdin else None, leave_out)
        await self._listen(speaks(conversation, lines))

    async def _at_prompt(self, speaks: "partial[Speaker]", suggest: Suggest) -> None:
        # A pipe needs nothing of these.
        from prompt_toolkit.patch_stdout import StdoutProxy

        from bot.platforms.terminal.styled import StyledPaper
        from bot.platforms.terminal.typed import TypedLines

        with StdoutProxy(raw=True, sleep_between_writes=_PAUSE) as above:
            out = cast("TextIO", above)
            with redirect_stdout(out), redirect_stderr(out):
                paper = StyledPaper(out, on_tail=lambda: lines.refresh())
                conversation = self._conversation(paper, hides=True)
                lines = TypedLines(
                    complete=lambda line: completions(
                        line,
                        replace(speaker.who, language=conversation.language),
                        suggest,
                        self.say,
                        conversation.within_reach,
                    ),
                    tail=lambda: paper.tail,
                    where=lambda: speaker.status,
                    on_interrupt=lambda: conversation.tell("terminal.to_leave"),
                )
                speaker = speaks(conversation, lines, on_status=lines.refresh)
                await self._listen(speaker)

    def _conversation(self, paper: Paper, *, hides: bool) -> Conversation:
        return Conversation(
            me=Member(self.community, "you", self.say(self.language, "terminal.you")),
            channel=Channel(self.community, self.channel),
            transcript=self.transcript,
            clock=self.clock,
            say=self.say,
            language=self.language,
            paper=paper,
            hides=hides,
        )

    async def _listen(self, speaker: Speaker) -> None:
        conversation, lines = speaker.conversation, speaker.lines
        await conversation.begin()
        following = speaker.tasks.create_task(conversation.follow())
        await speaker.learn_language()
        if lines.live:
            await self._welcome(conversation)
        try:
            while (line := await lines.read()) is not None:
                if not await speaker.hear(line):
                    break
        finally:
            self.refused = self.refused or speaker.refused
            speaker.leave()
            following.cancel()

    async def _welcome(self, conversation: Conversation) -> None:
        conversation.tell("terminal.welcome")
        threads = await conversation.threads()
        if threads:
            conversation.tell("terminal.some_threads", count=len(threads))
