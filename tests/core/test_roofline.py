"""Predictions from parameters, KV bytes and bandwidth are those that were worked by hand."""

import pytest

from bot.core.errors import NothingMatches
from bot.core.model_shapes import processor, shape
from bot.core.roofline import Served, zero_bytes

LLAMA = Served(shape("Llama-3.1-8B"), processor("H100"))


@pytest.mark.parametrize(
    ("model", "kib"), [("Llama-3.1-8B", 128), ("Qwen2.5-7B", 56), ("qwen3-8b", 144)]
)
def test_the_cache_of_a_token_is_as_large_as_the_shape_says(model: str, kib: int) -> None:
    assert Served(shape(model), processor("H100")).kv_per_token == kib * 1024


def test_the_first_question_of_the_bank_by_the_bandwidth() -> None:
    assert LLAMA.token_seconds(0) == pytest.approx(4.79e-3, rel=2e-3)
    assert LLAMA.growth == pytest.approx(39e-9, rel=1e-2)
    for context, share in ((200, 0.0016), (8_000, 0.0653), (32_000, 0.261)):
        grown = LLAMA.token_seconds(context) / LLAMA.token_seconds(0) - 1
        assert grown == pytest.approx(share, rel=0.03)
    assert 0 < LLAMA.share_over(200) < 0.001
    home = Served(shape("Llama-3.1-8B"), processor("rtx 4090"))
    assert home.token_seconds(0) == pytest.approx(15.9e-3, rel=5e-3)
    assert home.growth == pytest.approx(130e-9, rel=1e-2)


def test_the_seconds_of_many_tokens_are_the_sum_of_each() -> None:
    each = sum(LLAMA.token_seconds(100 + place) for place in range(50))
    assert LLAMA.seconds(50, context=100) == pytest.approx(each)


def test_room_and_division_follow_the_shape() -> None:
    assert Served(shape("Llama-3.1-70B"), processor("H100")).room == 0
    assert Served(shape("Llama-3.1-70B"), processor("H100"), count=4).room > 400_000
    small = shape("SmolLM2-135M")
    assert [Served(small, processor("L4"), count=one).divides for one in (1, 2, 3, 9)] == [
        True,
        False,
        True,
        True,
    ]
    pair = Served(shape("Llama-3.1-8B"), processor("H100"), count=2)
    assert pair.all_reduce_per_token == 2 * 32 * 4096 * 2
    assert LLAMA.all_reduce_per_token == 0


def test_zero_shares_what_its_stages_share() -> None:
    # The paper's example: 7.5 billion parameters on 64: 120, 31.4, 16.6 and 1.9 GB.
    found = [one / 1e9 for one in zero_bytes(7.5e9, 64)]
    assert found == pytest.approx([120, 31.4, 16.6, 1.9], abs=0.05)


def test_a_name_that_is_unknown_is_answered_with_near_ones() -> None:
    with pytest.raises(NothingMatches) as told:
        shape("lama 3.1 8b")
    assert "Llama-3.1-8B" in str(told.value.facts["near"])
    with pytest.raises(NothingMatches):
        processor("abacus")
