"""The files that a bank is made of: those named, and those within folders and archives that may
hold questions."""

import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from bot.core.account import Diagnostic
from bot.readers.parts import anki_collection, archives
from bot.readers.parts.archives import ArchiveTrouble
from bot.readers.parts.source import Source

ENDINGS = frozenset(
    [
        ".md", ".markdown", ".mdx", ".txt", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".csv",
        ".tsv", ".apkg", ".colpkg",
    ]
)  # fmt: skip
"""How the names of files end that are looked at within folders and archives, besides archives."""

PACKED = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".rar", ".7z")
LARGEST = archives.LARGEST
MOST_LINES = 2_000_000
"""What a file of the largest size has many times over only if its lines are all but empty."""

_NOT_QUESTIONS = re.compile(
    r"(?i:contributing|licen[cs]e|changelog|code[_-]of[_-]conduct)(?![^._-])|SECURITY(?![^._-])"
)
_README = re.compile(r"readme(?![^._-])", re.IGNORECASE)
_HIDDEN = ("__MACOSX",)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that are named, and those within folders that may hold questions, in their order;
    each once, and no folder twice, whatever links there are."""
    for path, is_looked_at in _all(paths):
        if is_looked_at:
            yield path


def ignored(paths: Iterable[Path]) -> list[str]:
    """The files of folders and archives that are not looked at for what they are called; hidden
    ones are not counted."""
    found = []
    for path, is_looked_at in _all(paths):
        if not is_looked_at:
            found.append(_label(path))
        elif path.name.casefold().endswith(PACKED):
            data = _data(path)
            if isinstance(data, bytes) and not anki_collection.is_deck(data):
                inside = [one for one in archives.paths(data) if not _is_hidden(one)]
                found += [f"{_label(path)}!{one}" for one in inside if not is_looked_at_in(one)]
    return found


def is_readme(source: Source) -> bool:
    """Whether a file is called README: it may hold a bank, or tell of one."""
    return bool(_README.match(source.name))


def is_looked_at_in(path: str) -> bool:
    """Whether a file at this path within a folder or an archive may hold questions."""
    name = PurePosixPath(path).name
    known = PurePosixPath(name.casefold()).suffix in ENDINGS or name.casefold().endswith(PACKED)
    return known and not _is_hidden(path) and not _NOT_QUESTIONS.match(name)


def opened(file: Path) -> Iterator[Source | Diagnostic]:
    """The file as a source (an archive gives one for each of its files), or the error that explains
    why it is none."""
    label = _label(file)
    data = _data(file)
    if isinstance(data, Diagnostic):
        yield data
    elif anki_collection.is_deck(data) or archives.kind(data) is None:
        yield _source(Source(file.name, label, data))
    elif odd := _office(data):
        yield odd_file(label, "unknown-format", *odd)
    else:
        yield from _within(label, data)


def odd_file(label: str, rule: str, why: str, fix: str) -> Diagnostic:
    """The error that a file cannot be read."""
    return Diagnostic(label, 1, rule, "error", why, fix)


def _within(label: str, data: bytes) -> Iterator[Source | Diagnostic]:
    try:
        for member in archives.members(data, is_looked_at_in):
            inside = f"{label}!{_sound(member.path)}"
            if member.trouble:
                trouble = member.trouble
                yield odd_file(inside, trouble.rule, trouble.why, trouble.fix)
            elif archives.kind(member.data) and not anki_collection.is_deck(member.data):
                why = "an archive within an archive is not read"
                yield odd_file(inside, "nested-archive", why, "unpack the outer one")
            else:
                yield _source(Source(PurePosixPath(member.path).name, inside, member.data))
    except ArchiveTrouble as exc:
        yield odd_file(label, exc.rule, exc.why, exc.fix)


def _source(source: Source) -> Source | Diagnostic:
    """The source, unless it is no text: then no reader would make sense of it."""
    if source.data.startswith(b"PK"):
        return source
    if max(source.data.count(b"\n"), source.data.count(b"\r")) > MOST_LINES:
        fix = "split it into chapters"
        return odd_file(source.label, "too-large", f"it has over {MOST_LINES:,} lines", fix)
    if source.encoding != "utf-8":
        return source
    head = source.data[:8192]
    if len(_CONTROL.findall(head)) * 10 > len(head):
        why = "this is no text"
        return odd_file(source.label, "unknown-format", why, "leave it out, or save it as text")
    return source


def _office(data: bytes) -> tuple[str, str] | None:
    """Why a document of an office program is not read, and what to do."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    head = data[:4096]
    if b"[Content_Types].xml" not in head and b"mimetypeapplication/" not in head:
        return None
    fix = "save a workbook as CSV (UTF-8), and a text as Markdown or plain text"
    return "documents of office programs are not read", fix


def _all(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Every file that is named or within a folder and not hidden, and whether it is looked at.

    What cannot be looked into is among them: opened, it says why.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        waiting = [path]
        while waiting:
            one = waiting.pop()
            is_looked_at = one is path or is_looked_at_in(one.name)
            try:
                state = one.stat()
            except (OSError, ValueError):
                yield one, is_looked_at
                continue
            known = (state.st_dev, state.st_ino) in seen
            seen.add((state.st_dev, state.st_ino))
            if stat.S_ISREG(state.st_mode) and not known:
                yield one, is_looked_at
            elif stat.S_ISDIR(state.st_mode) and not known:
                try:
                    waiting += sorted(_within_folder(one), reverse=True)
                except OSError:
                    yield one, True


def _within_folder(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if not _is_hidden(one.name)]


def _is_hidden(path: str) -> bool:
    parts = [one for one in PurePosixPath(path).parts if one != ".."]
    return any(one.startswith(".") or one in _HIDDEN for one in parts)


def _data(file: Path) -> bytes | Diagnostic:
    label = _label(file)
    try:
        if file.is_dir():
            _within_folder(file)
        if not stat.S_ISREG(file.stat().st_mode):
            return odd_file(label, "unreadable", "it is no file", "name a file, or a folder")
        with file.open("rb") as read:
            data = read.read(LARGEST + 1)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or "it cannot be opened"
        return odd_file(label, "unreadable", why, "check that it is a file you may read")
    if len(data) > LARGEST:
        fix = "split it into chapters (a deck: export it without its media)"
        return odd_file(label, "too-large", f"the file is over {LARGEST >> 20} MiB", fix)
    return data


def _label(path: Path) -> str:
    return _sound(str(path))


def _sound(name: str) -> str:
    """A name that can be printed, whatever bytes the file system or an archive has for it."""
    return name.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
