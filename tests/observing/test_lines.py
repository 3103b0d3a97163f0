"""Lines of the log: what they say, as JSON and for people, and what they never say."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.core.happenings import Refused
from bot.observing import lines
from bot.observing.current import CURRENT, Current
from tests.observing.overheard import overheard


@pytest.fixture
def now() -> Iterator[Current]:
    one = Current("abc", "SubmitAnswer", "discord", "discord:7", 12.0)
    before = CURRENT.set(one)
    yield one
    CURRENT.reset(before)


def of_both(text: str) -> tuple[dict[str, str], str]:
    """The line as JSON, and the one for people."""
    as_json, plain = text.splitlines()
    return json.loads(as_json), plain


def test_a_line_names_the_request_that_is_worked_on(now: Current) -> None:
    with overheard() as heard:
        lines.tell(Refused("discord", "error.no_question"))
    found, plain = of_both(heard.getvalue())
    assert found.pop("time").startswith("20")
    assert found == {
        "level": "INFO",
        "part": "bot.work",
        "message": "refused",
        "request": "abc",
        "kind": "SubmitAnswer",
        "platform": "discord",
        "community": "discord:7",
        "error": "error.no_question",
    }
    assert plain.endswith("error=error.no_question [request abc]")


def test_an_exception_is_its_kind_and_place_and_not_its_words() -> None:
    with overheard() as heard:
        try:
            raise ValueError("what a member wrote")
        except ValueError:
            logging.getLogger("bot.somewhere").exception("it broke")
    found, plain = of_both(heard.getvalue())
    assert found["error"].startswith("ValueError at test_lines.py")
    assert "it broke (ValueError at" in plain
    assert "member" not in heard.getvalue()


def test_of_what_a_library_says_nothing_is_filled_in() -> None:
    with overheard() as heard:
        logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %s", "me")
        logging.getLogger("library").warning("cannot parse %r", "what a member wrote")
    assert "never retrieved" in heard.getvalue() and "cannot parse %r" in heard.getvalue()
    assert "me\n" not in heard.getvalue() and "member" not in heard.getvalue()
    assert "future" not in heard.getvalue()
