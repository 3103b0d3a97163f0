"""A person talks to the coach at the prompt: keys go in, the screen is read."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from bot import words
from bot.core.chat import Card
from bot.core.requests import ChangeSettings, Say, SubmitAnswer
from bot.platforms.terminal import TerminalEars
from tests.platforms.terminal.scripted_coach import COMMUNITY, GENERAL, ScriptedCoach, clock

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
ENTER, ALT_ENTER, TAB, CTRL_C, CTRL_D, DOWN = "\r", "\x1b\r", "\t", "\x03", "\x04", "\x1b[B"

SPOILING = Card(title="Answer", spoiler="It is kept.", spoiler_title="Reference")


class Screen(Vt100_Output):
    """A terminal that says where its cursor is without being asked over the wire."""

    def get_rows_below_cursor_position(self) -> int:
        return 20


@dataclass
class Prompt:
    """A terminal of 100 columns at which somebody sits."""

    coach: ScriptedCoach
    keys: PipeInput
    ears: TerminalEars
    left: "asyncio.Task[None]"
    out: io.StringIO = field(default_factory=io.StringIO)

    async def type(self, *keys: str) -> None:
        """Press keys, giving the terminal time to react to each."""
        for key in keys:
            self.keys.send_text(key)
            await asyncio.sleep(0.02)

    async def see(self, text: str) -> str:
        """Everything that has been drawn, once this text is part of it."""
        return await self._until(lambda: text in self.drawn)

    async def hear(self, number: int) -> str:
        """Everything that has been drawn, once the coach has heard so many requests."""
        return await self._until(lambda: len(self.coach.heard) >= number)

    @property
    def drawn(self) -> str:
        return ESCAPES.sub("", self.out.getvalue())

    async def _until(self, met: Callable[[], bool]) -> str:
        for _ in range(500):
            if met():
                return self.drawn
            if self.left.done():
                self.left.result()
            await asyncio.sleep(0.02)
        raise AssertionError(f"not seen; what was: {self.drawn[-2000:]}")


@asynccontextmanager
async def at_prompt(coach: ScriptedCoach) -> AsyncIterator[Prompt]:
    """Somebody at the terminal; they leave in the end."""
    out = io.StringIO()
    output = Screen(out, lambda: Size(rows=40, columns=100), term="xterm")
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        ears = TerminalEars(
            community=COMMUNITY,
            transcript=coach.transcript,
            say=words.say,
            settled=coach.settled,
            clock=clock,
            at_prompt=True,
        )
        left = asyncio.create_task(ears.run(coach.accept, coach.ask, coach.suggest))
        prompt = Prompt(coach, keys, ears, left, out)
        try:
            await prompt.see("#general")
            yield prompt
            await prompt.type(CTRL_D)
            await asyncio.wait_for(left, 5)
        finally:
            left.cancel()


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm-256color")


async def test_a_question_is_asked_answered_and_judged() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.see("Type /quiz for a question")
        await prompt.type("/quiz tag:KV Cache", ENTER)
        drawn = await prompt.see("You are in the thread of “Why is there a KV cache?”")
        assert "[/hint] Hint   [/reveal] Show answer" in drawn
        await prompt.see("Why is there a KV cache? · Alt+Enter")
        await prompt.type("keys and values are cached", ENTER)
        drawn = await prompt.see("[/next] Next question")
        order = [
            "Feedback",
            "✅ covered",
            "Score: 100 %",
            "You named the cache. Say why it pays off.",
        ]
        places = [drawn.index(words) for words in order]
        assert places == sorted(places)
        assert drawn.count("Score: 100 %") == 1
        assert "The answer is short." in drawn


async def test_streaming_text_grows_above_the_prompt_while_one_may_type() -> None:
    async with at_prompt(ScriptedCoach(pace=0.1)) as prompt:
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("an answer", ENTER)
        await prompt.see("working …")
        await prompt.see("**why**")
        await prompt.type("/hint", ENTER)
        await prompt.see("Think of memory.")
        await prompt.see("[/next] Next question")
        assert len(prompt.coach.heard) == 3


async def test_commands_options_and_tags_are_completed() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/")
        await prompt.see("/threads")
        assert "Ask a question from the bank" in prompt.drawn
        await prompt.type("q")
        await prompt.type(TAB, ENTER, "tag", "")
        await prompt.see("a topic, such as KV Cache")
        await prompt.type(":de")
        await prompt.see("Decoding")
        await prompt.type(DOWN, ENTER, ENTER)
        await prompt.hear(1)
        quiz = prompt.coach.heard[0]
        assert getattr(quiz, "filters", None) == (("tag", "Decoding"),)


async def test_buttons_within_reach_are_completed() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("/hi")
        await prompt.see("/hint  Hint")
        await prompt.type(TAB, ENTER, ENTER)
        await prompt.see("Think of memory.")


async def test_an_answer_may_have_several_lines() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("one", ALT_ENTER, "two", ENTER)
        await prompt.hear(2)
        answer = prompt.coach.heard[1]
        assert isinstance(answer, Say)
        assert answer.text == "one\ntwo"


async def test_pasted_lines_are_one_answer() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("\x1b[200~one\r\ntwo\x1b[201~", ENTER)
        await prompt.hear(2)
        answer = prompt.coach.heard[1]
        assert isinstance(answer, Say)
        assert answer.text == "one\ntwo"


async def test_ctrl_c_clears_the_line_and_says_how_to_leave() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/quizz", CTRL_C, CTRL_C)
        await prompt.see("Ctrl-D or /quit leaves.\n")
        await prompt.type("/quiz", ENTER)
        await prompt.hear(1)
        assert not prompt.ears.refused


async def test_quit_leaves_while_feedback_is_still_to_come() -> None:
    coach = ScriptedCoach()
    coach.gate.clear()
    async with at_prompt(coach) as prompt:
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("an answer", ENTER)
        await prompt.hear(2)
        await prompt.type("/quit", ENTER)
        await asyncio.wait_for(prompt.left, 5)
    coach.gate.set()
    await coach.settled(coach.heard[1].key)


async def test_a_form_is_filled_in_field_by_field() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/settings", ENTER)
        await prompt.see("[/press-settings] Change")
        await prompt.type("/press-settings", ENTER)
        await prompt.see("1 English  2 Chinese; Enter keeps English")
        await prompt.type("fr", ENTER)
        await prompt.see("“fr” is none of English, Chinese.")
        await prompt.type("2", ENTER)
        await prompt.see("Time zone")
        await prompt.type("Asia/Shanghai", ENTER)
        await prompt.see("Saved.")
        await prompt.see("Ctrl-D：离开")
        change = prompt.coach.heard[0]
        assert isinstance(change, ChangeSettings)
        assert change.choices == (("language", "zh"), ("zone", "Asia/Shanghai"))


async def test_a_long_field_ends_with_an_empty_line() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("/answer", ENTER)
        await prompt.see("an empty line ends it")
        await prompt.type("one", ENTER, "two", ENTER, ENTER)
        await prompt.hear(2)
        answer = prompt.coach.heard[1]
        assert isinstance(answer, SubmitAnswer)
        assert answer.text == "one\ntwo"


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
async def test_a_form_can_be_given_up(key: str) -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        await prompt.type("/settings", ENTER)
        await prompt.see("[/press-settings] Change")
        await prompt.type("/press-settings", ENTER)
        await prompt.see("Enter keeps English")
        await prompt.type(key)
        await prompt.see("The form was not sent.")
        assert prompt.coach.heard == []


async def test_a_spoiler_waits_for_enter() -> None:
    coach = ScriptedCoach()
    async with at_prompt(coach) as prompt:
        await coach.mouth.reply(GENERAL, SPOILING, key="spoiling")
        await prompt.see("press Enter to see it")
        assert "It is kept." not in prompt.drawn
        await prompt.type(ENTER)
        await prompt.see("It is kept.")


async def test_questions_from_before_are_mentioned_and_can_be_opened() -> None:
    coach = ScriptedCoach()
    async with at_prompt(coach) as prompt:
        assert "Questions from before" not in prompt.drawn
        await prompt.type("/quiz", ENTER)
        await prompt.see("You are in the thread")
        await prompt.type("then", ENTER)
        await prompt.see("[/next] Next question")
    async with at_prompt(coach) as prompt:
        await prompt.see("Questions from before: 1. /threads lists them")
        await prompt.type("/open 1", ENTER)
        await prompt.see("› then")
        await prompt.type("now", ENTER)
        await prompt.hear(3)


async def test_what_others_print_stands_above_the_prompt() -> None:
    async with at_prompt(ScriptedCoach()) as prompt:
        print("a warning from a library")
        await prompt.see("a warning from a library")


async def test_the_transcript_is_followed_again_after_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.platforms.terminal.conversation._LISTEN_AGAIN", 0.01)
    coach = ScriptedCoach()
    async with at_prompt(coach) as prompt:
        coach.transcript.hang_up()
        await asyncio.sleep(0.1)
        await coach.mouth.reply(GENERAL, SPOILING, key="later")
        await prompt.see("press Enter to see it")


async def test_a_terminal_that_shows_nothing_is_talked_to_all_the_same() -> None:
    coach = ScriptedCoach()
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        ears = TerminalEars(
            community=COMMUNITY,
            transcript=coach.transcript,
            say=words.say,
            settled=coach.settled,
            clock=clock,
            at_prompt=True,
        )
        keys.send_text("/quiz\r/quit\r")
        await asyncio.wait_for(ears.run(coach.accept, coach.ask, coach.suggest), 5)
    assert len(coach.heard) == 1
