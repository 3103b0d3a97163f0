"""YAML as texts, lists and mappings with the lines where they stand, up to where it is broken."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Node:
    """A text; or with `items` a list, or a mapping as its keys and values in turn.

    An anchor's copy is a node without anything in it, for copies of copies have no end.
    """

    line: int
    text: str = ""
    items: "list[Node] | None" = None
    is_mapping: bool = False
    is_copy: bool = False

    @property
    def pairs(self) -> Iterator[tuple["Node", "Node"]]:
        """The keys of a mapping with their values, equal keys too; none of another node."""
        items = self.items if self.is_mapping and self.items else []
        return zip(items[::2], items[1::2], strict=False)


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a text is no YAML, and why."""

    line: int
    why: str


def parsed(text: str, *, deepest: int) -> tuple[list[Node], Broken | None]:
    """The documents of a text. Every scalar is a text (`360`, `no`), whatever its tag.

    It is built from events, without recursion; what is nested more than `deepest` levels is broken,
    since the parser takes quadratic time for it.
    """
    documents: list[Node] = []
    within: list[Node] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionEndEvent):
                within.pop()
                continue
            node = _node(event)
            if node is None:
                continue
            if len(within) == deepest and node.items is not None:
                return documents, Broken(node.line, "lists are nested too deeply")
            above = within[-1].items if within else documents
            if above is not None:
                above.append(node)
            if node.items is not None:
                within.append(node)
    except yaml.YAMLError as exc:
        return documents, _broken(exc, text)
    except (ValueError, OverflowError):  # an escape that is no character, in the parser of Python
        return documents, Broken(1, "an escape in it is no character")
    return documents, None


def _node(event: yaml.Event) -> Node | None:
    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, yaml.ScalarEvent):
        return Node(line, event.value)
    if isinstance(event, yaml.CollectionStartEvent):
        return Node(line, "", [], is_mapping=isinstance(event, yaml.MappingStartEvent))
    return Node(line, is_copy=True) if isinstance(event, yaml.AliasEvent) else None


def _broken(exc: yaml.YAMLError, text: str) -> Broken:
    mark = getattr(exc, "problem_mark", None)
    if mark is None:
        line = text.count("\n", 0, getattr(exc, "position", 0)) + 1
        return Broken(line, "a character here cannot stand in YAML")
    begun, why = getattr(exc, "context_mark", None), getattr(exc, "problem", None) or "no YAML"
    if begun is not None and "flow" in (getattr(exc, "context", None) or ""):
        mark, why = begun, f"the list that begins here does not end: {why}"
    return Broken(min(mark.line + 1, max(1, len(text.splitlines()))), f"this is no YAML ({why})")
