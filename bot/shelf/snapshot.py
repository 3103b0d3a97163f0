"""One bank in one folder: its rows, its index, its words, and what was read of each file."""

import hashlib
import marshal
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, overload

from bot.core.account import Account, Diagnostic, Edit, Span
from bot.core.aliases import Aliases
from bot.core.bank import Bank
from bot.core.facets import Facets, Value
from bot.core.gathering import Part
from bot.core.index import Index
from bot.core.question import Question
from bot.core.words import about
from bot.shelf import word_index
from bot.shelf.rows import Rows, write
from bot.shelf.word_index import WordIndex

T = TypeVar("T")


@dataclass(frozen=True)
class File:
    """A file of a bank: its path, the hash of its bytes, and what was read of it."""

    path: str
    digest: str
    part: Part


class Snapshot:
    """A bank that was kept; OSError, ValueError, EOFError, KeyError or TypeError where the folder
    is not whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        head = _load(folder / "head")
        if head["sizes"] != _sizes(folder):
            raise ValueError("a file is not as it was written")
        self.index = _index(head["index"])
        self.fingerprints: Sequence[str] = head["fingerprints"]
        self._rows = Rows(folder / "rows", head["offsets"])
        self._aliases = Aliases(head["aliases"])
        words = word_index.opened(folder / "words")
        self._words = WordIndex(
            words, self.index.ids, lambda: _load(folder / "vocabulary")["words"]
        )

    @property
    def bank(self) -> Bank:
        """The bank; its questions, diagnostics and accounts are read when they are asked for."""
        return Bank(
            questions=self._rows,
            diagnostics=_Later(lambda: self._said),
            accounts=_Later(lambda: [one for file in self.files for one in file.part.accounts]),
            aliases=self._aliases,
            made=self.index,
            found_by=self._words,
        )

    @cached_property
    def files(self) -> list[File]:
        """What was read of each file."""
        found, row = [], 0
        for path, digest, count, said, accounts in self._account["files"]:
            questions = _Later(lambda first=row, end=row + count: self._rows[first:end])  # type: ignore[misc]
            part = Part(questions, [_diagnostic(one) for one in said], [_told(a) for a in accounts])
            found.append(File(path, digest, part))
            row += count
        return found

    @cached_property
    def _account(self) -> dict[str, Any]:
        return _load(self.folder / "account")

    @cached_property
    def _said(self) -> list[Diagnostic]:
        return [_diagnostic(one) for one in self._account["said"]]


def keep(folder: Path, bank: Bank, files: Sequence[File], like: Snapshot | None) -> None:
    """Write a bank into a folder that is empty; OSError where that cannot be done.

    Of the words of a snapshot that is much the same, only what differs is indexed anew.
    """
    offsets = write(folder / "rows", bank.questions)
    prints = [
        _fingerprint(one, answer, bank.aliases)
        for one, answer in zip(bank.questions, bank.index.answers, strict=True)
    ]
    _words(folder / "words", bank, prints, like)
    _dump(
        folder / "vocabulary",
        {"words": word_index.vocabulary_of(word_index.opened(folder / "words"))},
    )
    said = [_undiagnosed(one) for one in bank.diagnostics]
    kept = [
        (
            file.path,
            file.digest,
            len(file.part.questions),
            [_undiagnosed(one) for one in file.part.diagnostics],
            [_untold(one) for one in file.part.accounts],
        )
        for file in files
    ]
    _dump(folder / "account", {"said": said, "files": kept})
    head = {
        "index": _unindexed(bank.index),
        "fingerprints": prints,
        "offsets": offsets,
        "sizes": _sizes(folder),
        "aliases": {
            kind: [tuple(one) for one in groups] for kind, groups in bank.aliases.groups.items()
        },
    }
    _dump(folder / "head", head)


def _sizes(folder: Path) -> dict[str, int]:
    """The size in bytes of each file that the head tells of."""
    files = [*folder.iterdir(), *(folder / "words").iterdir()]
    return {
        str(file.relative_to(folder)): file.stat().st_size
        for file in files
        if file.is_file() and file.name != "head" and not file.name.startswith(".")
    }


def _words(folder: Path, bank: Bank, prints: Sequence[str], like: Snapshot | None) -> None:
    now = dict(zip(bank.index.ids, prints, strict=True))
    before = dict(zip(like.index.ids, like.fingerprints, strict=True)) if like else {}
    fresh = [row for row, name in enumerate(now) if before.get(name) != now[name]]
    if like is None or len(fresh) * 2 > len(now) or like.bank.aliases.groups != bank.aliases.groups:
        word_index.write(folder, bank.questions, bank.aliases)
        return
    shutil.copytree(like.folder / "words", folder, copy_function=_link)
    gone = [name for name in before if now.get(name) != before[name]]
    word_index.write(folder, (bank.questions[row] for row in fresh), bank.aliases, gone=gone)


def _link(source: str, target: str) -> None:
    """A second name of the same file: the index of words never changes a file, it writes others."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _fingerprint(question: Question, answer: str, aliases: Aliases) -> str:
    """The hash of all that the index of words holds of a question."""
    text = "\n".join((question.title, *about(question, aliases), answer))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


class _Later(Sequence[T], Generic[T]):
    """A sequence that is made when it is first asked for."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[T]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self._made[at]


# --- values as `marshal` has them, which reads a hundred thousand in the time that others read one


def _dump(file: Path, value: dict[str, Any]) -> None:
    raw = marshal.dumps(value)
    file.write_bytes(hashlib.blake2b(raw, digest_size=16).digest() + raw)


def _load(file: Path) -> dict[str, Any]:
    raw = file.read_bytes()
    if hashlib.blake2b(raw[16:], digest_size=16).digest() != raw[:16]:
        raise ValueError("not what was written")
    return cast("dict[str, Any]", marshal.loads(raw[16:]))  # noqa: S302 - its hash is right


def _unindexed(index: Index) -> tuple[Any, ...]:
    facets = index.facets
    values = {
        kind: [(one.key, one.label, one.count, one.names) for one in listed]
        for kind, listed in facets.values.items()
    }
    rows = {kind: dict(keyed) for kind, keyed in facets.rows.items()}
    made = (values, rows, facets.answered)
    return (list(index.ids), list(index.answers), dict(index.originals), index.titles, made)


def _index(plain: tuple[Any, ...]) -> Index:
    ids, answers, originals, titles, (values, rows, answered) = plain
    made = {kind: tuple(Value(*one) for one in listed) for kind, listed in values.items()}
    return Index(ids, answers, originals, titles, Facets(made, rows, answered))


def _undiagnosed(one: Diagnostic) -> tuple[Any, ...]:
    edits = [(edit.line, edit.start, edit.end, edit.text) for edit in one.edits]
    return (one.file, one.line, one.rule, one.level, one.message, one.fix, edits)


def _diagnostic(plain: tuple[Any, ...]) -> Diagnostic:
    file, line, rule, level, message, fix, edits = plain
    return Diagnostic(file, line, rule, level, message, fix, tuple(Edit(*one) for one in edits))


def _untold(one: Account) -> tuple[str, str, list[tuple[int, int, str]]]:
    return one.file, one.reader, [(span.first, span.last, span.kind) for span in one.spans]


def _told(plain: tuple[str, str, list[tuple[int, int, Any]]]) -> Account:
    file, reader, spans = plain
    return Account(file, reader, tuple(Span(*one) for one in spans))
