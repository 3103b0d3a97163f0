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
    spaces and hyphens need no entries of their own. Groups with a name in common are one.
    """

    groups: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heads: dict[str, dict[str, str]] = {}
        names: dict[str, dict[str, tuple[str, ...]]] = {}
        for kind, groups in self.groups.items():
            joined = _joined(groups)
            names[kind] = {tags.key(group[0]): group for group in joined}
            heads[kind] = {tags.key(one): tags.key(group[0]) for group in joined for one in group}
        object.__setattr__(self, "_heads", heads)
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_key", lru_cache(maxsize=200_000)(self._find))

    def key(self, kind: str, name: str) -> str:
        """What to compare a name by: names of one group have one key."""
        cached = self.__dict__["_key"]
        return str(cached(kind, name))

    def names(self, kind: str, key: str) -> Sequence[str]:
        """Every name of the group with this key; none where there is no such group."""
        groups: dict[str, dict[str, tuple[str, ...]]] = self.__dict__["_names"]
        return groups.get(kind, {}).get(key, ())

    def plus(self, more: "Aliases") -> "Aliases":
        """These groups and more: one that shares a name with others joins them, and its names stand
        first."""
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
    """The groups, those with a name in common made one: the names of the earlier stand first."""
    joined: dict[int, dict[str, str]] = {}
    where: dict[str, int] = {}
    for number, group in enumerate(groups):
        names: dict[str, str] = {}
        for name in group:
            names.setdefault(tags.key(name), name)
        names.pop("", None)
        earlier = [joined.pop(one) for one in sorted({where[key] for key in names if key in where})]
        for other in reversed(earlier):
            names = other | {key: name for key, name in names.items() if key not in other}
        if names:
            joined[number] = names
            where |= dict.fromkeys(names, number)
    return [tuple(names.values()) for names in joined.values()]
