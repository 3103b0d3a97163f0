"""The built wheel carries all that it needs, and works from elsewhere."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder of its own, far from the clone."""
    built = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(built),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(built / "site")
    return built / "site"


def test_it_carries_seeds_migrations_words_and_the_pages_scripts(unpacked: Path) -> None:
    there = {str(one.relative_to(unpacked)) for one in unpacked.rglob("*") if one.is_file()}
    for needed in (
        "bot/seeds/inference-application.zh.md",
        "bot/seeds/inference-application.en.md",
        "bot/store/migrations/env.py",
        "bot/store/migrations/versions/0001.py",
        "bot/words/zh.toml",
    ):
        assert needed in there
    scripts = {
        one.name
        for one in (ROOT / "bot/platforms/web/browser").iterdir()
        if one.suffix in (".js", ".css")
    }
    assert scripts <= {Path(one).name for one in there}
    assert not [one for one in there if one.startswith("tests")]


def test_the_journey_works_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "chat"],
        input="/quiz tag:KV Cache\nkeys and values are cached\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        timeout=100,
        check=False,
        env={
            **environment,
            "PYTHONPATH": str(unpacked),
            "PYTHONIOENCODING": "utf-8",
            "COACH_HOME": str(tmp_path / "home"),
            "LLM_BASE_URL": "http://127.0.0.1:9",
        },
    )
    assert done.returncode == 0, done.stderr
    assert "Not graded" in done.stdout
