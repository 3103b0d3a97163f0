"""The files within an archive, read in memory within limits and never unpacked to a disk."""

import bz2
import contextlib
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, cast

MEMBERS = 100_000
LARGEST = 64 * 1024 * 1024
TOTAL = 256 * 1024 * 1024
_RATIO, _SMALL = 200, 1024 * 1024
_MEMORY = 128 * 1024 * 1024
_TAR = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
_UNREAD = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x28\xb5\x2f\xfd": "zstd"}
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, struct.error, EOFError,
    OSError, ValueError, LookupError, TypeError, NotImplementedError, RecursionError, OverflowError,
)  # fmt: skip
"""What the standard library raises for archives that are damaged, or made to be."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


class ArchiveTrouble(Exception):
    """An archive, or a file in it, that is not read: by which rule, why, and what to do."""

    def __init__(self, rule: str, why: str, fix: str) -> None:
        self.rule, self.why, self.fix = rule, why, fix
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path there, and its bytes, or what was wrong with it."""

    path: str
    data: bytes = b""
    trouble: ArchiveTrouble | None = None


def kind(data: bytes) -> str | None:
    """What sort of archive this is (`zip`, `tar`, `gz`, `bz2`, `xz`, or one that is not read:
    `RAR`, `7z`, `zstd`), by its first bytes; None where it is none."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data[257:262] == b"ustar":
        return "tar"
    found = [name for magic, name in (_TAR | _UNREAD).items() if data.startswith(magic)]
    return found[0] if found else None


def members(data: bytes, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The files whose path is wanted; ArchiveTrouble where the archive cannot be read on.

    Nothing is written anywhere, so a path that leads out of the archive is only a name.
    """
    sort = kind(data)
    try:
        match sort:
            case "zip":
                yield from _zipped(data, wanted)
            case "tar" | "gz" | "bz2" | "xz":
                yield from _tarred(data, sort, wanted)
            case _:
                why = f"{sort} archives are not read"
                raise ArchiveTrouble("unknown-archive", why, "unpack it, or pack it as .zip")
    except BROKEN as exc:
        why = f"no {sort} archive can be read there: it is damaged, or was cut off"
        raise ArchiveTrouble("bad-archive", why, "pack it again") from exc


def paths(data: bytes) -> list[str]:
    """The paths of all files in an archive, as far as it can be read."""
    listed: list[str] = []

    def note(path: str) -> bool:
        listed.append(path)
        return False

    with contextlib.suppress(ArchiveTrouble):
        list(members(data, note))
    return listed


@dataclass
class _Budget:
    """How much may still be read of an archive of this size."""

    packed: int
    read: int = 0
    seen: int = 0

    def count(self) -> None:
        self.seen += 1
        if self.seen > MEMBERS:
            raise _bomb(f"it holds over {MEMBERS} files")

    def spend(self, size: int) -> None:
        self.read += size
        if self.read > TOTAL:
            raise _bomb(f"it holds over {TOTAL >> 20} MiB")
        if self.read > 16 * _SMALL and self.read > _RATIO * self.packed:
            raise _bomb("it unpacks to far more than its own size")


def _bomb(why: str) -> ArchiveTrouble:
    return ArchiveTrouble("archive-too-large", why, "unpack it, and name the files that matter")


def _zipped(data: bytes, wanted: Callable[[str], bool]) -> Iterator[Member]:
    budget = _Budget(len(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            budget.count()
            path = _path(info)
            if path and not path.endswith("/") and wanted(path):
                yield _unzipped(archive, info, path, budget)


def _path(info: zipfile.ZipInfo) -> str:
    """A file's path; a name that is not marked as UTF-8 may be that nonetheless, or Chinese."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        name = _decoded(name.encode("cp437", errors="replace"), otherwise=name)
    return name.partition("\x00")[0].replace("\\", "/")


def _decoded(name: bytes, otherwise: str | None = None) -> str:
    """A name in UTF-8, or in GB18030 where that gives Chinese."""
    with contextlib.suppress(UnicodeDecodeError):
        return name.decode()
    with contextlib.suppress(UnicodeDecodeError):
        if _HAN.search(chinese := name.decode("gb18030")):
            return chinese
    return name.decode(errors="replace") if otherwise is None else otherwise


def _unzipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, budget: _Budget
) -> Member:
    trouble = None
    if info.flag_bits & _ENCRYPTED:
        trouble = ArchiveTrouble("encrypted", "it is encrypted", "pack it without a password")
    elif info.compress_type not in _METHODS:
        trouble = ArchiveTrouble(
            "unknown-archive",
            "it is packed in a way that is not read",
            "pack it as an ordinary .zip",
        )
    elif info.file_size > LARGEST:
        trouble = ArchiveTrouble("too-large", f"it is over {LARGEST >> 20} MiB", "split it")
    elif info.file_size > _SMALL and info.file_size > _RATIO * max(1, info.compress_size):
        trouble = _bomb("it unpacks to far more than its own size")
    if trouble:
        return Member(path, trouble=trouble)
    try:
        with archive.open(info) as opened:
            data = opened.read(LARGEST + 1)
    except BROKEN:
        return Member(path, trouble=ArchiveTrouble("bad-archive", "it is damaged", "pack it again"))
    budget.spend(len(data))
    return Member(path, data)


def _tarred(data: bytes, sort: str, wanted: Callable[[str], bool]) -> Iterator[Member]:
    budget = _Budget(len(data))
    with _unpacked(data, sort) as plain:
        counted = cast("IO[bytes]", _Counted(plain, budget))
        # A stream is read once, from its begin to its end: nothing can be asked for twice.
        with tarfile.open(
            fileobj=counted, mode="r|", encoding="utf-8", errors="surrogateescape"
        ) as archive:
            for info in archive:
                budget.count()
                path = _decoded(info.name.encode("utf-8", errors="surrogateescape"))
                if not info.isreg() or not wanted(path):
                    continue
                if info.size > LARGEST:
                    why = f"it is over {LARGEST >> 20} MiB"
                    yield Member(path, trouble=ArchiveTrouble("too-large", why, "split it"))
                    continue
                opened = archive.extractfile(info)
                yield Member(path, opened.read() if opened else b"")


def _unpacked(data: bytes, sort: str) -> IO[bytes]:
    packed = io.BytesIO(data)
    match sort:
        case "gz":
            return cast("IO[bytes]", gzip.open(packed))
        case "bz2":
            return bz2.open(packed)
        case "xz":
            return io.BufferedReader(_Xz(packed))
    return packed


@dataclass
class _Counted:
    """A file whose reading is counted."""

    file: IO[bytes]
    budget: _Budget

    def read(self, size: int = -1) -> bytes:
        """Read on; ArchiveTrouble where that is too much."""
        data = self.file.read(size)
        self.budget.spend(len(data))
        return data


@dataclass
class _Xz(io.RawIOBase):
    """An xz file that is unpacked with bounded memory (lzma.open has no such bound)."""

    file: IO[bytes]
    unpacker: lzma.LZMADecompressor = field(
        default_factory=lambda: lzma.LZMADecompressor(memlimit=_MEMORY)
    )

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, into: "memoryview") -> int:  # type: ignore[override]
        """Fill a buffer."""
        while not self.unpacker.eof:
            needs = self.unpacker.needs_input
            packed = self.file.read(1 << 16) if needs else b""
            if needs and not packed:
                raise EOFError
            data = self.unpacker.decompress(packed, max_length=len(into))
            if data:
                into[: len(data)] = data
                return len(data)
        return 0
