"""A script talks to the coach through a pipe, and reads what a person would."""

import pytest

from bot.core.chat import Card, Direct, Entry, Thread
from bot.core.preferences import LANGUAGES
from bot.core.requests import ChangeSettings, Request, Say, SubmitAnswer
from bot.platforms.terminal.piped import LONGEST
from tests.platforms.terminal.piping import after, piped, piped_bytes
from tests.platforms.terminal.scripted_coach import COMMUNITY, GENERAL, YOU, ScriptedCoach, clock


async def test_a_question_is_asked_answered_and_judged() -> None:
    coach = ScriptedCoach()
    assert await piped(coach, "/quiz tag:KV Cache", "keys and values are cached") == (
        "Why is there a KV cache?\n"
        "Answer in this thread, in your own words.\n"
        "Tags: KV Cache\n"
        "[/hint] Hint   [/reveal] Show answer   [/skip] Skip   [/answer] Answer privately\n"
        "\n"
        "You are in the thread of “Why is there a KV cache?”: what you write here answers it. "
        "/leave goes back to #general.\n"
        "\n"
        "Feedback\n"
        "- ✅ **covered** keys and values of earlier tokens are kept\n"
        "- ✅ **covered** only the new token runs through the net\n"
        "Score: **100 %**\n"
        "\n"
        "You named the cache. Say **why** it pays off. \n"
        "\n"
        "Written by a script.\n"
        "[/next] Next question\n"
    )
    quiz, answer = coach.heard
    assert isinstance(answer, Say)
    assert answer.text == "keys and values are cached"
    assert isinstance(answer.place, Thread)
    assert quiz.key != answer.key


async def test_the_answer_stands_in_the_transcript_and_is_not_echoed() -> None:
    coach = ScriptedCoach()
    text = await piped(coach, "/quiz", "my own words")
    assert "my own words" not in text
    place = coach.heard[1].place
    said = (await coach.transcript.read(place, YOU))[0]
    assert (said.said_by, said.text) == (YOU, "my own words")


async def test_buttons_are_pressed_by_their_names() -> None:
    text = await piped(ScriptedCoach(), "/quiz", "/hint", "/reveal")
    assert after(text, "You are in")[1:] == [
        "Hint",
        "Think of *memory*.",
        "",
        "Reference answer",
        "**Shown**",
        "",
        "It is kept.",
    ]


async def test_the_next_question_is_entered_too() -> None:
    text = await piped(ScriptedCoach(), "/quiz", "an answer", "/next", "回答")
    assert after(text, "-- #general --")[0] == "什么是投机解码？"
    assert "You are in the thread of “什么是投机解码？”" in text
    assert text.count("Score:") == 2


async def test_a_checklist_is_ticked_by_numbers() -> None:
    coach = ScriptedCoach()
    await coach.mouth.reply(GENERAL, coach.self_check(), key="self-check")
    text = await piped(coach, "/tick", "/tick 2")
    assert text == (
        "There are 2 of these. Say which: /tick 1 to /tick 2.\n"
        "\n"
        "Feedback\n"
        "**Not graded.** Tick what your answer said:\n"
        "\n"
        "1. ☐ keys and values of earlier tokens are kept\n"
        "2. ☑ only the new token runs through the net\n"
        "[/tick 1] ☐ 1   [/tick 2] ☑ 2\n"
    )


async def test_a_form_takes_a_line_for_each_field() -> None:
    coach = ScriptedCoach()
    text = await piped(coach, "/settings", "/press-settings", "", "Asia/Shanghai", "/quiz")
    assert after(text, "[/press-settings]")[1:6] == [
        "Your settings",
        "",
        "Language – 1 English  2 Chinese; Enter keeps English; “-” takes it away",
        "",
        "Time zone",
    ]
    change = coach.heard[0]
    assert isinstance(change, ChangeSettings)
    assert change.choices == (("language", "en"), ("zone", "Asia/Shanghai"))
    assert "Saved." in text
    assert "Why is there a KV cache?" in text


async def test_an_answer_can_be_given_privately() -> None:
    coach = ScriptedCoach()
    text = await piped(coach, "/quiz", "/answer", "between us")
    answer = coach.heard[1]
    assert isinstance(answer, SubmitAnswer)
    assert (answer.posting, answer.text, answer.private) == ("P1", "between us", True)
    assert "Score:" in text


async def test_a_form_that_is_not_filled_in_is_not_sent() -> None:
    coach = ScriptedCoach()
    text, refused = await piped_bytes(coach, b"/settings\n/press-settings\nfr\n/help\n")
    assert refused
    assert "Language: “fr” is none of English, Chinese.\n\nThe form was not sent.\n" in text
    assert "What you can do here" in text
    text, refused = await piped_bytes(coach, b"/settings\n/press-settings\n")
    assert refused
    assert text.endswith("The form was not sent.\n")


async def test_help_names_the_terminal_s_own_commands() -> None:
    text = await piped(ScriptedCoach(), "/help", "/help quiz")
    assert "- `/quiz`: asks a question\n\nIn this terminal\n- `/threads`: list the" in text
    assert text.count("In this terminal") == 1


async def test_threads_are_listed_left_and_entered() -> None:
    coach = ScriptedCoach()
    text = await piped(coach, "/threads", "/quiz", "/quiz", "/leave", "/threads", "/open 2", "mine")
    assert text.startswith("No question has been asked here yet. /quiz asks one.\n")
    assert after(text, "You are back in #general.")[1:4] == [
        "Threads, the newest first",
        "1. 什么是投机解码？",
        "2. Why is there a KV cache?",
    ]
    first = (await coach.transcript.read(GENERAL, YOU))[0]
    assert coach.heard[2].place == Thread(GENERAL, first.id)


@pytest.mark.parametrize("line", ["/open", "/open 3", "/open x", "/open 0", "/open ²"])
async def test_a_thread_that_is_not_there_is_not_entered(line: str) -> None:
    text, refused = await piped_bytes(ScriptedCoach(), f"/quiz\n{line}\n".encode())
    assert "There is no thread with the number" in text
    assert refused


async def test_a_thread_of_a_former_session_still_takes_answers() -> None:
    coach = ScriptedCoach()
    await piped(coach, "/quiz", "then")
    text = await piped(coach, "/open 1", "now")
    assert text.startswith("Why is there a KV cache?\nAnswer in this thread")
    assert "\n> then\n" in text
    assert "\n> now\n" not in text
    assert text.count("Score:") == 2
    assert coach.heard[1].place == coach.heard[2].place


async def test_what_was_said_in_a_former_session_is_not_said_again() -> None:
    coach = ScriptedCoach()
    await piped(coach, "/quiz", "then")
    assert "KV cache" not in await piped(coach, "/help")


async def test_words_in_the_channel_are_told_where_they_are_read() -> None:
    text = await piped(ScriptedCoach(), "hello")
    assert text.startswith("The coach reads answers in the thread of a question.")


async def test_what_comes_from_elsewhere_says_where_it_was_said() -> None:
    coach = ScriptedCoach()
    await piped(coach, "/quiz", "one")
    text = await piped(coach, "/open 1", "/next")
    assert "-- #general --\n什么是投机解码？" in text
    assert text.count("--") == 2


async def test_what_is_for_the_member_alone_says_so() -> None:
    coach = ScriptedCoach()
    real = coach.accept

    async def accept(request: Request) -> None:
        await coach.mouth.reply(Direct(YOU), Card("Reminder", "It is due."), key="reminder")
        await real(request)

    coach.accept = accept  # type: ignore[method-assign]
    text = await piped(coach, "/quiz")
    assert text.startswith("-- for you alone --\nReminder\nIt is due.\n\n-- #general --\nWhy")


async def test_the_terminal_speaks_the_language_that_the_member_chose() -> None:
    coach = ScriptedCoach()
    text = await piped(coach, "/settings", "/press-settings", "zh", "", "/leave")
    assert text.endswith("你回到了 #general。\n")
    coach = ScriptedCoach(language="zh")
    assert await piped(coach, "/threads") == "这里还没有出过题。输入 /quiz 出一道。\n"
    assert set(LANGUAGES) == {"en", "zh"}


async def test_windows_lines_a_byte_order_mark_and_full_width_slashes_are_read() -> None:
    coach = ScriptedCoach()
    data = "\ufeff/quiz\r\n\r\n  \r\n／hint\r\n/quit\r\nnever read\r\n".encode()
    text, refused = await piped_bytes(coach, data)
    assert not refused
    assert text.endswith("Hint\nThink of *memory*.\n")
    assert len(coach.heard) == 2


async def test_bytes_that_are_no_text_are_told_and_left_out() -> None:
    text, refused = await piped_bytes(ScriptedCoach(), b"/quiz\nan\xffswer\n/hint")
    assert refused
    assert "Line 2 is not UTF-8 text, so it was left out.\n\nHint\n" in text
    assert "Feedback" not in text


async def test_control_characters_are_taken_from_what_is_sent() -> None:
    coach = ScriptedCoach()
    await piped(coach, "/quiz", "\x1b[31mred\x00 \x1b]0;title\x07words")
    answer = coach.heard[1]
    assert isinstance(answer, Say)
    assert answer.text == "red words"


async def test_nothing_that_the_coach_says_commands_the_terminal() -> None:
    coach = ScriptedCoach(titles=("\x1b[2JWhy\x07?",), advice="\x1b]0;evil\x07It \x1b[31mis.")
    text = await piped(coach, "/quiz", "an answer")
    assert "Why?" in text
    assert "It is." in text
    assert "\x1b" not in text
    assert "\x07" not in text


async def test_a_long_answer_is_sent_whole() -> None:
    coach = ScriptedCoach()
    await piped(coach, "/quiz", "x" * 100_000)
    answer = coach.heard[1]
    assert isinstance(answer, Say)
    assert len(answer.text) == 100_000


async def test_a_line_without_end_and_a_long_command_get_a_sentence() -> None:
    coach = ScriptedCoach()
    text, refused = await piped_bytes(
        coach, b"x" * (LONGEST * 3) + b"\n/" + b"y" * 100_000 + b"\n/help\n"
    )
    assert refused
    assert text.startswith(
        "Line 1 is too long to be read, so it was left out.\n\n"
        "A command has at most 2000 characters.\n\nWhat you can do here\n"
    )


async def test_what_cannot_be_recorded_is_told() -> None:
    text, refused = await piped_bytes(ScriptedCoach(full=True), b"/quiz\n")
    assert refused
    assert text.startswith("That did not work\nThe disk is full")


async def test_trouble_with_the_database_is_a_sentence() -> None:
    coach = ScriptedCoach()
    real = coach.settled

    async def settled(key: str) -> None:
        await real(key)
        coach.transcript.broken = True

    coach.settled = settled  # type: ignore[method-assign]
    text, refused = await piped_bytes(coach, b"/quiz\n/threads\n")
    assert refused
    assert "The database could not be written to." in text


async def test_a_mistyped_command_is_a_refusal_and_a_good_one_is_not() -> None:
    text, refused = await piped_bytes(ScriptedCoach(), b"/quizz\n")
    assert refused
    assert "Did you mean /quiz?" in text
    assert (await piped_bytes(ScriptedCoach(), b"/quiz\n/hint\n"))[1] is False


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\r\n \n"])
async def test_nothing_said_is_nothing_printed(data: bytes) -> None:
    assert await piped_bytes(ScriptedCoach(), data) == ("", False)


async def test_a_closed_input_and_a_closed_output_end_quietly() -> None:
    from bot import words
    from bot.platforms.terminal import TerminalEars

    coach = ScriptedCoach()
    ears = TerminalEars(
        community=COMMUNITY,
        transcript=coach.transcript,
        say=words.say,
        settled=coach.settled,
        clock=clock,
        at_prompt=False,
        stdin=None,
        stdout=None,
    )
    await ears.run(coach.accept, coach.ask, coach.suggest)
    assert not ears.refused


async def test_somebody_else_s_words_in_a_thread_are_shown_when_it_is_opened() -> None:
    coach = ScriptedCoach()
    await piped(coach, "/quiz")
    start = (await coach.transcript.read(GENERAL, YOU))[0]
    words = Entry("w", Thread(GENERAL, start.id), 0, clock(), said_by=YOU, text="two\nlines")
    await coach.transcript.put(words)
    assert "\n> two\n> lines\n" in await piped(coach, "/open 1")
