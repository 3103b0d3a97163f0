"""The slope of a noisy series is found, its interval holds it, and where there is none, none is
found."""

from random import Random

import pytest

from bot.core.slope import theil_sen


def latencies(planted: float, seed: int, tokens: int = 1400) -> list[tuple[float, float]]:
    """Milliseconds a token: noise in which neighbours are alike, and now and then a stall."""
    random, drift = Random(seed), 0.0
    points = []
    for place in range(tokens):
        drift = 0.6 * drift + random.gauss(0, 0.5)
        stall = random.expovariate(1 / 3) if random.random() < 0.05 else 0.0
        points.append((float(place), 9 + planted * place + drift + stall))
    return points


@pytest.mark.parametrize("planted", [0.006, 0.002, 0.0, -0.004])
def test_the_interval_holds_the_planted_slope_in_90_to_99_of_100_runs(planted: float) -> None:
    found = [theil_sen(latencies(planted, seed)) for seed in range(100)]
    assert 90 <= sum(one.low <= planted <= one.high for one in found) <= 99
    signs = [one.sign for one in found]
    if planted:
        assert signs.count(1 if planted > 0 else -1) >= 99
    else:
        assert signs.count(0) >= 90


def test_a_line_is_found_exactly_and_stalls_do_not_bend_it() -> None:
    line = [(float(x), 3 + 0.5 * x) for x in range(40)]
    found = theil_sen(line)
    assert (found.slope, found.intercept, found.low, found.high) == (0.5, 3.0, 0.5, 0.5)
    assert found.at(100) == 53
    stalled = [(x, y * 50 if x % 7 == 0 else y) for x, y in line]
    assert theil_sen(stalled).slope == pytest.approx(0.5, abs=0.3)


@pytest.mark.parametrize("points", [[], [(1.0, 1.0)] * 9, [(0.0, 1.0), (1.0, 2.0)] * 4])
def test_too_little_to_tell_is_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="five points"):
        theil_sen(points)
