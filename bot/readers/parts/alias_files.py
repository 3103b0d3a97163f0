"""Reads which names mean one tag, one company or one round: our own table, and files of a bank."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.core import filters, tags
from bot.core.account import Diagnostic
from bot.core.aliases import KINDS, Aliases
from bot.readers.parts.yaml_nodes import Node, parsed

NAMES = ("aliases.yaml", "aliases.yml")
LARGEST = 1024 * 1024
_LONGEST = 200
_SAID = 100
_DEEPEST = 5
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOTHING = ("", "~", "null")
_KNOWN = ", ".join(f"`{kind}:`" for kind in KINDS)
_FORM = "write each group as one line: `- [思维链, Chain-of-Thought, CoT]`"


def of(paths: Iterable[Path]) -> tuple[Aliases, list[Diagnostic]]:
    """The built-in aliases and those of every `aliases.yaml` that lies in a bank's folders, or
    beside its files and folders; and what is odd in those."""
    whole, said = builtin(), list[Diagnostic]()
    files = {one.absolute(): one for path in paths for one in _files(path)}
    for file in files.values():
        more, odd = read(file)
        whole = whole.plus(more)
        said += odd
    return whole, said


@cache
def builtin() -> Aliases:
    """The table that comes with the coach: the field of LLM and ML, in Chinese and English."""
    return read(Path(__file__).with_name("aliases.yaml"))[0]


def read(file: Path) -> tuple[Aliases, list[Diagnostic]]:
    """The groups of one file, and what is odd in it: what cannot be used is left out, and said.

    A file that cannot be read, or not to its end, gives an error. Nothing in a file raises.
    """
    said = _Said(os.fsencode(file).decode("utf-8", "replace"))
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or "it cannot be opened"
        said.error(1, "unreadable", why, "check that it is a file you may read")
        return Aliases(), said.odd
    if len(data) > LARGEST:
        said.error(1, "too-large", "the file is over 1 MiB", "keep the groups that the bank needs")
        return Aliases(), said.odd
    documents, broken = parsed(_text(data, said), deepest=_DEEPEST)
    groups = _Groups(said)
    for kind, group in _listed(documents, said):
        groups.add(kind, group)
    if broken:
        what = f"{broken.why}; what follows is not used"
        said.error(broken.line, "aliases-syntax", what, _FORM)
    return Aliases(groups.found), said.odd


@dataclass
class _Said:
    """The diagnostics of a file, of warnings not more than a person reads."""

    file: str
    odd: list[Diagnostic] = field(default_factory=list)

    def warn(self, line: int, rule: str, message: str, fix: str) -> None:
        if len(self.odd) < _SAID:
            self.odd.append(Diagnostic(self.file, line, rule, "warning", message, fix))

    def error(self, line: int, rule: str, message: str, fix: str) -> None:
        self.odd.append(Diagnostic(self.file, line, rule, "error", message, fix))


def _text(data: bytes, said: _Said) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        said.warn(line, "not-utf8", "a byte here is not UTF-8", "save the file as UTF-8")
        text = data.decode("utf-8-sig", errors="replace")
    if unseen := _UNSEEN.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        said.warn(line, "aliases-form", "a control character stands here", "delete it")
    return _UNSEEN.sub("\ufffd", text)


def _listed(documents: Iterable[Node], said: _Said) -> Iterator[tuple[str, Node]]:
    """The groups with their kinds."""
    seen: dict[str, int] = {}
    for document in documents:
        if not document.is_mapping and (document.items or document.text):
            what = f"the file does not begin with one of {_KNOWN}"
            said.error(document.line, "aliases-form", what, f"put the groups under {_KNOWN}")
        for key, value in document.pairs:
            kind = filters.NAMES.get(key.text.strip().casefold(), "")
            if kind not in KINDS:
                what = f"{_short(key.text)} is none of {_KNOWN}"
                said.warn(key.line, "aliases-kind", what, "put its groups under one of these")
                continue
            if kind in seen:
                what = f"`{kind}:` stands on line {seen[kind]} too; the groups of both are used"
                said.warn(key.line, "aliases-twice", what, "make one of the two")
            seen.setdefault(kind, key.line)
            if (
                value.is_mapping
                or value.is_copy
                or (not value.items and value.text not in _NOTHING)
            ):
                said.warn(value.line, "aliases-form", f"`{kind}:` has no list of groups", _FORM)
                continue
            for group in value.items or ():
                yield kind, group


@dataclass
class _Groups:
    """The groups as they are used: a name belongs to the first that has it."""

    said: _Said
    found: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, kind: str, group: Node) -> None:
        if group.items is None or group.is_mapping:
            self.said.warn(group.line, "aliases-form", "this is no list of names", _FORM)
            return
        names: dict[str, str] = {}
        before = len(self.said.odd)
        for one in group.items:
            name = self._name(kind, one)
            if name:
                names.setdefault(tags.key(name), name)
        self.lines |= {(kind, key): group.line for key in names}
        if len(names) > 1:
            self.found.setdefault(kind, []).append(tuple(names.values()))
        elif before == len(self.said.odd):
            what = "a group of one name says nothing (case, spaces and hyphens make no other name)"
            fix = "add its other names, or leave the group out"
            self.said.warn(group.line, "aliases-alone", what, fix)

    def _name(self, kind: str, one: Node) -> str | None:
        """A name that can be used; None where it was said why it cannot."""
        name = " ".join(one.text.split())
        key = tags.key(name)
        if one.is_copy:
            what, fix = "an anchor (`*name`) is not followed", "write the names out"
        elif one.items is not None:
            what, fix = "a list or a mapping stands where a name is expected", _FORM
        elif not key or len(name) > _LONGEST:
            what, fix = f"a name is empty, or over {_LONGEST} characters", "leave it out"
        elif (kind, key) in self.lines:
            group = f"the group on line {self.lines[kind, key]}"
            what = f"{_short(name)} belongs to {group} and is left out here"
            fix = "leave it out of one of the two, or make one group of them"
            self.said.warn(one.line, "aliases-twice", what, fix)
            return None
        else:
            return name
        self.said.warn(one.line, "aliases-form", what, fix)
        return None


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"


def _files(path: Path) -> Iterator[Path]:
    """The alias files beside a path and, where it is a folder, in it: the outermost first."""
    yield from (one for name in NAMES if (one := path.parent / name).is_file())
    for folder, within, files in os.walk(path):
        within[:] = sorted(one for one in within if not one.startswith("."))
        yield from (
            one for name in NAMES if name in files and (one := Path(folder, name)).is_file()
        )
