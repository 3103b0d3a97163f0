"""The estimate as it ships holds out against the attacks on graders."""

from bot.cli.eval_lexical import shipped
from bot.evaluating.attacks import attack_table, load
from tests.attacks.defending import honest
from tests.attacks.judges import HERE


async def test_at_most_one_attack_in_a_hundred_lifts_the_estimate() -> None:
    table = await attack_table(shipped(), honest(), load(HERE), answers=8)
    assert table.rate.n >= 1000
    assert table.rate.successes <= 0.01 * table.rate.n
    assert table.rate.withheld < 0.1 * table.rate.n


async def test_the_estimate_tells_good_answers_from_poor_ones_in_both_languages() -> None:
    for language in ("en", "zh"):
        items = [one for one in honest() if one.language == language]
        found = [(await shipped().grade(one)).score or 0.0 for one in items]
        pairs = [
            (high > low) + 0.5 * (high == low)
            for one, high in zip(items, found, strict=True)
            for other, low in zip(items, found, strict=True)
            if one.score > other.score
        ]
        assert sum(pairs) / len(pairs) > 0.85
