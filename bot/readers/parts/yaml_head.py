"""The YAML between `---` and `---` at the head of a file: its fields as they are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.readers.parts.yaml_nodes import Node, parsed

LONGEST = 64 * 1024
_DEEPEST = 4
_CLOSING = re.compile(r"-{3,}[ \t]*")


class NoYaml(Exception):
    """The head cannot be read: `said` is why, `line` (from 1) where."""

    def __init__(self, said: str, line: int) -> None:
        super().__init__(said)
        self.said, self.line = said, line


@dataclass(frozen=True, slots=True)
class Entry:
    """A field: its name in small letters, its value (texts, lists and mappings of texts: `2025.10`
    and `no` are what they look like), and its line, from 1."""

    label: str
    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Head:
    """The fields in their order, the same name perhaps twice; `end` is the line (from 0) where the
    body begins."""

    entries: list[Entry]
    end: int


def read(lines: Sequence[str]) -> Head:
    """The head of a file's lines; NoYaml where it is not closed, too long, or no YAML."""
    closing = next((at for at in range(1, len(lines)) if _CLOSING.fullmatch(lines[at])), None)
    if closing is None:
        raise NoYaml("the front matter is never closed", 1)
    text = "\n".join(lines[1:closing])
    if len(text) > LONGEST:
        raise NoYaml("the front matter is over 64 KiB", 1)
    documents, broken = parsed(text, deepest=_DEEPEST)
    if broken:
        raise NoYaml(
            f"the front matter cannot be read: {broken.why}", min(broken.line, closing) + 1
        )
    if not documents or not documents[0].is_mapping:
        raise NoYaml("the front matter has no fields", 1)
    entries = [
        Entry(name.text.strip().casefold(), _value(node), name.line + 1)
        for name, node in documents[0].pairs
    ]
    return Head(entries, closing + 1)


def _value(node: Node) -> Any:
    if node.is_mapping:
        return {name.text: _value(one) for name, one in node.pairs}
    if node.items is not None:
        return [_value(one) for one in node.items]
    return None if node.is_copy else node.text
