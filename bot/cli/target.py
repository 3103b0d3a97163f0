"""The file or the folder that questions are written to: what is there, and what becomes of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot import readers, writers
from bot.cli.putting import Change
from bot.cli.splicing import spliced
from bot.core.account import Account, Diagnostic
from bot.core.errors import BadInput, BankTrouble
from bot.core.gathering import gather
from bot.core.merging import Pair
from bot.core.question import Question
from bot.readers.parts import anki_collection, places, table_rows
from bot.readers.parts.source import Source
from bot.writers import Writer, front_matter
from bot.writers.parts.files import Told
from bot.writers.parts.kept import FIELDS, differing

_HARMLESS = frozenset(["not-utf8"])
_OURS = ["collection.anki2", "media"]


@dataclass(frozen=True)
class Target:
    """A place in a format. `source` is the file that is there; `there` are its questions, or those
    of the folder."""

    path: Path
    format: str
    source: Source | None = None
    there: Sequence[Question] = ()
    accounts: Sequence[Account] = ()
    diagnostics: Sequence[Diagnostic] = field(default_factory=tuple)

    @property
    def writer(self) -> Writer:
        """What writes this format."""
        return writers.writer(self.format)

    @property
    def is_folder(self) -> bool:
        """Whether the format has a file for each question."""
        return not self.writer.ENDINGS

    @property
    def is_free(self) -> bool:
        """Whether nothing is there that writing would take away."""
        if self.is_folder:
            return not self.there
        return self.source is None or not self.source.data.strip()

    @property
    def exists(self) -> bool:
        """Whether there is something in its place."""
        return self.path.exists()


def make_folder(target: Target) -> None:
    """Make the folder that the files come into; BankTrouble where it cannot be."""
    try:
        target.path.mkdir(exist_ok=True)
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        path = str(target.path)
        raise BankTrouble("error.target_not_written", path=path, reason=reason) from exc


def place(path: Path, format_: str | None) -> Target:
    """The place of this name, unread; BadInput where the format and the name do not go together."""
    if format_ is not None:
        writers.writer(format_)
    chosen = format_ or writers.guessed(Path("folder") if path.is_dir() else path)
    if chosen is None:
        known = ", ".join(writers.names())
        raise BadInput("error.unknown_ending", path=str(path), known=known)
    target = Target(path, chosen)
    if target.is_folder and not path.is_dir() and (path.exists() or path.suffix):
        raise BadInput("error.needs_folder", path=str(path), format=chosen)
    if not target.is_folder and path.is_dir():
        raise BadInput("error.needs_file", path=str(path), format=chosen)
    endings = target.writer.ENDINGS
    if path.suffix and not target.is_folder and path.suffix.casefold() not in endings:
        listed = ", ".join(endings)
        raise BadInput("error.wrong_ending", path=str(path), format=chosen, endings=listed)
    if not path.absolute().parent.is_dir():
        raise BankTrouble("error.no_folder", folder=str(path.absolute().parent))
    return target


def opened(path: Path, format_: str | None, *, is_kept: bool = True) -> Target:
    """The place with what is there. BankTrouble where that cannot be read, if it is to be kept."""
    target = place(path, format_)
    if not target.exists:
        return target
    if target.is_folder:
        bank = readers.load([path])
        return Target(path, target.format, None, bank.questions, bank.accounts, bank.diagnostics)
    source = next(iter(places.opened(path)))
    if isinstance(source, Diagnostic):
        if is_kept or source.rule == "unreadable":
            raise BankTrouble("error.target_unreadable", path=str(path), why=source.message)
        return Target(path, target.format, Source(path.name, str(path), path.read_bytes()))
    found, account = readers.read(source)
    bank = gather(found.questions, found.diagnostics)
    return Target(path, target.format, source, bank.questions, (account,), bank.diagnostics)


def changes(
    target: Target, new: Sequence[Question], replaced: Mapping[str, Question], told: Told
) -> list[Change]:
    """What is to be written so that the new questions are there, and others (by the id of what they
    replace) in the place of theirs. Every change was read back: the target's own questions are
    whole, or it is a BankTrouble that says why not.
    """
    if not new and not replaced:
        return []
    if target.is_folder:
        return _folder(target, new, replaced, told)
    if target.source is None or not target.source.data.strip():
        (made,) = target.writer.write(new, told)
        before = None if target.source is None else target.source.data
        return [_checked(target, Change(target.path, before, made.data), new, replaced)]
    if target.format == "markdown-chapters":
        return [_markdown(target, target.source, new, replaced)]
    why = _foreign(target, target.source)
    if why:
        raise BankTrouble("error.target_foreign", path=str(target.path), why=why)
    whole = [*(replaced.get(one.id, one) for one in target.there), *new]
    (made,) = target.writer.write(whole, told)
    change = Change(target.path, target.source.data, made.data)
    return [_checked(target, change, new, replaced)]


def _markdown(
    target: Target, source: Source, new: Sequence[Question], replaced: Mapping[str, Question]
) -> Change:
    if source.encoding != "utf-8" or source.stray_line:
        raise BankTrouble("error.target_encoding", path=str(target.path))
    if target.there and target.accounts[0].reader != target.format:
        shape = target.accounts[0].reader
        raise BankTrouble("error.target_shape", path=str(target.path), shape=shape)
    trouble: BankTrouble | None = None
    for goes_on in (True, False):
        account = target.accounts[0]
        after = spliced(source, target.there, account, new, replaced, goes_on=goes_on)
        try:
            change = Change(target.path, source.data, after)
            return _checked(target, change, new, replaced)
        except BankTrouble as exc:
            trouble = exc
    raise trouble or BankTrouble("error.target_unsound", path=str(target.path), why="")


def whole(target: Target, questions: Sequence[Question], told: Told) -> list[Change]:
    """What is to be written so that a file, or a new folder, holds these questions and no
    others."""
    files = target.writer.write(questions, told)
    if target.is_folder:
        return [Change(target.path / one.name, None, one.data) for one in files]
    before = target.source.data if target.source else None
    return [Change(target.path, before, files[0].data)]


def otherwise(target: Target, written: Sequence[Change], wanted: Sequence[Question]) -> list[Pair]:
    """The questions that read otherwise in what is written than their format promises."""
    return _otherwise(target, _read(written), wanted)


def _read(written: Sequence[Change]) -> dict[str, Question]:
    sources = (Source(one.path.name, str(one.path), one.after) for one in written)
    found = [one for source in sources for one in readers.read(source)[0].questions]
    return {one.id: one for one in gather(found).questions}


def _otherwise(
    target: Target, found: Mapping[str, Question], wanted: Sequence[Question]
) -> list[Pair]:
    pairs = []
    for one in map(target.writer.carried, wanted):
        fields = differing(one, found[one.id]) if one.id in found else ["id"]
        if fields:
            pairs.append(Pair(one, found.get(one.id, one), tuple(fields)))
    return pairs


def _checked(
    target: Target, change: Change, new: Sequence[Question], replaced: Mapping[str, Question]
) -> Change:
    """The change, if what it makes reads as what was there with what was added."""
    own = [one for one in target.there if one.id not in replaced]
    found = _read([change])
    odd = [one for one in own if one.id not in found or differing(one, found[one.id])]
    odd += [one.question for one in _otherwise(target, found, [*new, *replaced.values()])]
    if odd or len(found) != len(own) + len(new) + len(replaced):
        why = odd[0].title[:80] if odd else "their number"
        raise BankTrouble("error.target_unsound", path=str(target.path), why=why)
    return change


def _folder(
    target: Target, new: Sequence[Question], replaced: Mapping[str, Question], told: Told
) -> list[Change]:
    made = []
    used = {one.name.casefold() for one in target.path.iterdir()} if target.exists else set()
    for file, question in zip(target.writer.write(new, told), new, strict=True):
        name, number = Path(file.name), 2
        while name.name.casefold() in used:
            name = Path(f"{Path(file.name).stem}-{number}.md")
            number += 1
        used.add(name.name.casefold())
        change = Change(target.path / name, None, file.data)
        made.append(_checked(Target(target.path, target.format), change, [question], {}))
    single = {one.file for one in target.accounts if one.reader == target.format}
    for one in target.there:
        if one.id in replaced:
            if one.file not in single:
                raise BankTrouble("error.target_elsewhere", question=one.id, file=one.file)
            file_ = Path(one.file)
            data = front_matter.one(replaced[one.id]).encode()
            change = Change(file_, file_.read_bytes(), data)
            alone = Target(target.path, target.format)
            made.append(_checked(alone, change, [replaced[one.id]], {}))
    return made


def _foreign(target: Target, source: Source) -> str:
    """What would be lost of a file if it were written anew; empty where nothing would."""
    account = target.accounts[0]
    if target.there and account.reader != target.format:
        return f"it is in the form {account.reader}"
    odd = next((one for one in target.diagnostics if one.rule not in _HARMLESS), None)
    if odd:
        return f"line {odd.line}: {odd.message}"
    match target.format:
        case "json":
            return _foreign_json(source)
        case "csv":
            start = 1 if table_rows.declared(source.lines) else 0
            mark = table_rows.declared(source.lines) or table_rows.mark(source.lines) or ","
            header = next(table_rows.rows(source.lines, mark, start)).cells
            return _unknown(header)
        case "anki":
            notes = anki_collection.notes(source.data)
            is_ours = anki_collection.members(source.data) == _OURS
            if not is_ours or any(one.kind != "Interview Coach" for one in notes):
                return "it has notes, reviews or media that the coach did not write"
    return ""


def _foreign_json(source: Source) -> str:
    whole = json.loads(source.text)
    if not isinstance(whole, list) or not all(isinstance(one, dict) for one in whole):
        return "it is no plain list of objects"
    return _unknown(list(dict.fromkeys(name for one in whole for name in one)))


def _unknown(names: Sequence[str]) -> str:
    strange = [one for one in names if one.strip() not in FIELDS]
    return f"its fields {', '.join(strange[:6])} are not those that the coach writes" * bool(
        strange
    )
