"""Which names mean one tag, one company or one round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.core import tags

KINDS = ("tag", "company", "round")


@dataclass(frozen=True)
class Aliases:
    """Groups of names by kind: in `groups["company"]`, `("阿里巴巴", "阿里", "Alibaba")` is one.

    The first name of a group gives its key. Names are compared by `tags.key`, so case, width,
    spaces and hyphens need no entries of their own.
    """

    groups: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heads: dict[str, dict[str, str]] = {}
        names: dict[str, dict[str, list[str]]] = {}
        for kind, groups in self.groups.items():
            heads[kind], names[kind] = {}, {}
            for group in groups:
                keys = [tags.key(name) for name in group]
                head = next((heads[kind][key] for key in keys if key in heads[kind]), keys[0])
                for key, name in zip(keys, group, strict=True):
                    heads[kind].setdefault(key, head)
                    names[kind].setdefault(head, []).append(name)
        object.__setattr__(self, "_heads", heads)
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_key", lru_cache(maxsize=200_000)(self._find))

    def key(self, kind: str, name: str) -> str:
        """What to compare a name by: names of one group have one key."""
        cached = self.__dict__["_key"]
        return str(cached(kind, name))

    def names(self, kind: str, key: str) -> Sequence[str]:
        """Every name of the group with this key; none where there is no such group."""
        groups: dict[str, dict[str, list[str]]] = self.__dict__["_names"]
        return groups.get(kind, {}).get(key, ())

    def plus(self, more: "Aliases") -> "Aliases":
        """These groups and more: one that shares a name with an earlier group joins it."""
        kinds = dict.fromkeys([*self.groups, *more.groups])
        return Aliases(
            {
                kind: _joined([*more.groups.get(kind, ()), *self.groups.get(kind, ())])
                for kind in kinds
            }
        )

    def _find(self, kind: str, name: str) -> str:
        heads: dict[str, dict[str, str]] = self.__dict__["_heads"]
        key = tags.key(name)
        return heads.get(kind, {}).get(key, key)


def _joined(groups: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The groups, those with a name in common made one."""
    joined: dict[int, dict[str, str]] = {}
    where: dict[str, int] = {}
    for number, group in enumerate(groups):
        names = {tags.key(name): name for name in group}
        for other in {where[key] for key in names if key in where}:
            names |= joined.pop(other)
        joined[number] = names
        where |= dict.fromkeys(names, number)
    return [tuple(names.values()) for names in joined.values()]
