import pytest

from bot.core.errors import CannotReach
from bot.platforms.discord.sending.breaker import MOST, WINDOW, Breaker
from tests.virtual_time import VirtualTime


def is_open(breaker: Breaker) -> str | None:
    try:
        breaker.check()
    except CannotReach as error:
        return error.key
    return None


def test_a_refused_token_stops_everything_with_a_sentence() -> None:
    breaker = Breaker()
    breaker.note(401)
    assert is_open(breaker) == "error.discord_token"


def test_a_token_that_never_worked_is_told_by_who_logs_in_and_one_that_did_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Breaker().note(401)
    assert caplog.messages == []
    breaker = Breaker()
    breaker.note(200)
    breaker.note(401)
    assert ["refuses the token" in one for one in caplog.messages] == [True]


def test_an_interactions_token_that_is_over_stops_nothing() -> None:
    breaker = Breaker()
    breaker.note(401, ticket=True)
    assert is_open(breaker) is None
    assert breaker.refused == 1


def test_it_pauses_far_below_discords_limit_and_goes_on_when_the_window_has_passed() -> None:
    time = VirtualTime()
    breaker = Breaker(now=time.now)
    for number in range(MOST):
        assert is_open(breaker) is None
        breaker.note(403 if number % 2 else 429)
    assert is_open(breaker) == "error.discord_paused"
    assert MOST * 4 <= 10_000

    time.time += WINDOW
    assert is_open(breaker) is None


@pytest.mark.parametrize("status", [200, 204, 400, 404, 500])
def test_other_answers_do_not_count(status: int) -> None:
    breaker = Breaker(most=1)
    breaker.note(status)
    assert is_open(breaker) is None


def test_a_limit_that_others_reached_does_not_count() -> None:
    breaker = Breaker(most=1)
    breaker.note(429, shared=True)
    assert is_open(breaker) is None
