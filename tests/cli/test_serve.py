"""`coach serve` refuses roles and shards that there cannot be, in a sentence."""

from pathlib import Path

import pytest

from bot.core.errors import BadInput, SettingsTrouble
from bot.platforms.discord.gateway.shards import Shards
from tests.cli.test_commands import coach


@pytest.mark.parametrize("written", ["3-1", "x", "-1", "0-3/3", "0-3/", "1,2", "", "٣"])
def test_what_is_no_range_of_shards_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        Shards.of(written)


@pytest.mark.parametrize(
    ("written", "ids", "count"),
    [("0-3", [0, 1, 2, 3], 6), ("2", [2], 6), ("4-7/16", [4, 5, 6, 7], 16)],
)
def test_shards_are_of_as_many_as_are_written_or_as_discord_asks_for(
    written: str, ids: list[int], count: int
) -> None:
    assert Shards.of(written).ids(6) == (ids, count)


def test_shards_that_discord_has_not_are_refused() -> None:
    with pytest.raises(SettingsTrouble):
        Shards.of("4-7").ids(6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--roles", "ears,cook"), "ears,cook"),
        (("--shards", "3-1"), "3-1"),
        (("--roles", "workers", "--shards", "0"), "--shards"),
    ],
)
def test_nonsense_is_a_sentence_and_status_two(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = coach("serve", *words, home=tmp_path, DISCORD_TOKEN="a.b.c")
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
