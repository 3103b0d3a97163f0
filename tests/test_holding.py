"""A bank that is served follows its files, and is never lost to a broken one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.core.bank import Bank
from bot.holding import Held
from bot.loading import load
from bot.shelf.shelf import Shelf
from tests.shelf.banks import CHAPTER, files

WITHIN = 2.0
"""Seconds until an edit is live, as promised."""


@asynccontextmanager
async def held(folder: Path) -> AsyncIterator[Held]:
    paths = files(folder / "bank")

    def read() -> Bank:
        return load(paths, Shelf(folder / "shelf"))

    async def settle(bank: Bank) -> Bank:
        return bank

    bank = Held(read(), read, settle)
    watch = asyncio.create_task(bank.watch(paths))
    await asyncio.sleep(0.5)  # until the watch has begun
    try:
        yield bank
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def until(bank: Held, title: str) -> float:
    """Seconds until a question of this title is served."""
    begun = time.monotonic()
    while title not in [one.title for one in bank().questions]:
        assert time.monotonic() - begun < 20, "it never came"
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def test_an_edit_a_new_file_and_a_file_that_is_gone_are_live_within_two_seconds(
    tmp_path: Path,
) -> None:
    async with held(tmp_path) as bank:
        file = tmp_path / "bank" / "inference.md"
        file.write_text(CHAPTER.replace("### Q. Why does", "### Q. Why exactly does"))
        assert await until(bank, "Why exactly does a KV cache help decoding?") < WITHIN
        aside = tmp_path / "aside.md"  # as editors do: written aside, put in place
        aside.write_text("### Q. New?\n\nYes.\n")
        aside.rename(tmp_path / "bank" / "new.md")
        assert await until(bank, "New?") < WITHIN
        (tmp_path / "bank" / "training.md").unlink()
        begun = time.monotonic()
        while len(bank()) != 5:
            assert time.monotonic() - begun < WITHIN
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ("", "lost-questions"),
        ("nothing but words\n", "lost-questions"),
        ("---\ntitle: [\n---\nbroken\n", "bad-front-matter"),
        (
            CHAPTER + "\n### Q. A?\n> **Id**: x\n\nA.\n\n### Q. B?\n> **Id**: x\n\nB.\n",
            "duplicate-id",
        ),
    ],
)
async def test_a_broken_edit_leaves_the_last_good_bank_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str, rule: str
) -> None:
    async with held(tmp_path) as bank:
        before = bank()
        (tmp_path / "bank" / "inference.md").write_text(broken)
        begun = time.monotonic()
        while not bank.trouble:
            assert time.monotonic() - begun < WITHIN
            await asyncio.sleep(0.02)
        assert bank() is before
        assert rule in [one.rule for one in bank.trouble]
        assert "last good state" in caplog.text
        (tmp_path / "bank" / "inference.md").write_text(CHAPTER + "\n### Q. Mended?\n\nYes.\n")
        await until(bank, "Mended?")
        assert bank.trouble == ()


async def test_a_folder_that_is_gone_leaves_the_last_good_bank(tmp_path: Path) -> None:
    paths = files(tmp_path / "bank")

    async def settle(bank: Bank) -> Bank:
        return bank

    bank = Held(load(paths, None), lambda: load(paths, None), settle)
    (tmp_path / "bank").rename(tmp_path / "moved")
    assert not await bank.reload()
    assert len(bank()) == 5
    assert bank.trouble[0].rule == "error.bank_missing"
    (tmp_path / "moved").rename(tmp_path / "bank")
    assert await bank.reload()
    assert bank.trouble == ()
