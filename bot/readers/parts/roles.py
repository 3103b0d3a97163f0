"""Which headings are questions, which are sections above them, which are parts of answers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.readers.parts.headings import Heading

_MANY = 8


@dataclass(slots=True)
class _Class:
    """Headings of one level that are numbered alike."""

    members: list[Heading] = field(default_factory=list)

    @property
    def level(self) -> int:
        return self.members[0].level

    @property
    def is_marked(self) -> bool:
        """Whether they say themselves to be questions."""
        return self.members[0].title.style == "Q" or all(one.marked for one in self.members)

    @property
    def is_numbered(self) -> bool:
        return bool(self.members[0].title.style)

    @property
    def likeness(self) -> float:
        """How much they sound like questions, 0 to 1."""
        return sum(min(one.asks, 2) for one in self.members) / (2 * len(self.members))

    @property
    def holds_questions(self) -> bool:
        many, likeness = len(self.members), self.likeness
        if self.is_marked or (likeness >= 0.5 and many > 1):
            return True
        if many == 1:
            return self.members[0].asks >= 2
        return self.is_numbered and likeness >= 0.25 and many > 3


def assign(headings: Sequence[Heading], *, force: bool = False) -> None:
    """Give every heading its role. With `force` some class of them is taken to be questions,
    however little it sounds like them.
    """
    candidates = _candidates(headings)
    classes = _classes(candidates)
    chosen = {key for key, one in classes.items() if one.holds_questions}
    above = _above_others(headings)
    accepted = {
        id(one)
        for key in chosen
        for one in classes[key].members
        if _stands(one) or id(one) in above
    }
    _settle_nesting(headings, classes, chosen, accepted)
    if not accepted and force:
        accepted = _likeliest(classes)
    accepted |= _strays(headings, candidates, accepted)
    accepted |= {id(one) for one in headings if one.marked or one.names_next}
    _give(headings, accepted)


def numbered(headings: Sequence[Heading]) -> bool:
    """Take headings that are numbered and have a text to be questions, where nothing else is one;
    whether there are such."""
    candidates = _candidates(headings)
    classes = {
        key: one
        for key, one in _classes(candidates).items()
        if one.is_numbered
        and len(one.members) > 2
        and sum(member.owns for member in one.members) > 0.7 * len(one.members)
    }
    accepted = _likeliest(classes)
    if accepted:
        _give(headings, accepted)
    return bool(accepted)


def _candidates(headings: Sequence[Heading]) -> list[Heading]:
    """The headings that may be questions by what their like are."""
    return [
        one for one in headings if not (one.is_frame or one.is_label or one.holds or one.names_next)
    ]


def _classes(headings: Sequence[Heading]) -> dict[tuple[int, str], _Class]:
    found: dict[tuple[int, str], _Class] = defaultdict(_Class)
    for one in headings:
        found[one.key].members.append(one)
    return found


def _stands(one: Heading) -> bool:
    """Whether a heading of a class of questions is one: it asks, is numbered, or has a text."""
    return bool(one.asks or one.title.style or one.owns)


def _above_others(headings: Sequence[Heading]) -> set[int]:
    """The headings that have deeper ones right below them."""
    return {id(one) for one, following in pairwise(headings) if following.level > one.level}


def _likeliest(classes: dict[tuple[int, str], _Class]) -> set[int]:
    best = max(
        classes.values(),
        key=lambda one: (one.likeness, sum(member.owns for member in one.members), -one.level),
        default=None,
    )
    return {id(one) for one in best.members if _stands(one)} if best else set()


def _settle_nesting(
    headings: Sequence[Heading],
    classes: dict[tuple[int, str], _Class],
    chosen: set[tuple[int, str]],
    accepted: set[int],
) -> None:
    """Where questions stand below questions, decide which of the two are none."""
    for key in sorted(chosen):
        outer = classes[key]
        inner = _inner(headings, outer, accepted)
        holding = [one for one in outer.members if inner.get(id(one))]
        if holding and _are_sections(outer, holding, inner, classes):
            accepted -= {id(one) for one in holding}


def _inner(
    headings: Sequence[Heading], outer: _Class, accepted: set[int]
) -> dict[int, list[Heading]]:
    """The accepted headings below each one of a class."""
    found: dict[int, list[Heading]] = defaultdict(list)
    current: Heading | None = None
    members = {id(one) for one in outer.members}
    for one in headings:
        if one.level <= outer.level:
            current = one if id(one) in members and id(one) in accepted else None
        elif current is not None and id(one) in accepted:
            found[id(current)].append(one)
    return found


def _are_sections(
    outer: _Class,
    holding: Sequence[Heading],
    inner: dict[int, list[Heading]],
    classes: dict[tuple[int, str], _Class],
) -> bool:
    below = [one for held in holding for one in inner[id(held)]]
    marked_below = sum(one.marked or one.title.style == "Q" for one in below) * 2 > len(below)
    if outer.is_marked != marked_below:
        return marked_below
    own = sum(one.owns for one in holding) / len(holding)
    each = len(below) / len(holding)
    if each > _MANY or (len(outer.members) == 1 and each > 2):
        return True
    counted_below = sum(bool(one.title.style) for one in below) * 2 > len(below)
    if outer.is_numbered and not counted_below:
        return outer.likeness < 0.5
    alike = max(classes[key].likeness for key in {one.key for one in below})
    if counted_below and not outer.is_numbered:
        return outer.likeness < 0.8 or own < 0.5
    if outer.is_numbered:
        return outer.likeness < 0.75 or own < 0.5 or alike > outer.likeness + 0.2
    return outer.likeness < 0.6 or own < 0.5


def _strays(
    headings: Sequence[Heading], candidates: Sequence[Heading], accepted: set[int]
) -> set[int]:
    """Single headings that ask outright, among others that do not, and hold no question below."""
    may = {id(one) for one in candidates if one.asks >= 2 and one.words.endswith(("?", "？"))}
    found: set[int] = set()
    open_: list[tuple[int, Heading]] = []
    holds: set[int] = set()
    for one in headings:
        open_ = [(level, above) for level, above in open_ if level < one.level]
        if id(one) in accepted or id(one) in may:
            holds |= {id(above) for _, above in open_}
        open_.append((one.level, one))
    for one in headings:
        if id(one) in may and id(one) not in accepted and id(one) not in holds:
            found.add(id(one))
    return found


def _give(headings: Sequence[Heading], accepted: set[int]) -> None:
    asked: Heading | None = None
    for one in headings:
        if id(one) in accepted and (
            asked is None or one.level <= asked.level or one.marked or one.key == asked.key
        ):
            one.role, asked = "question", one
        elif (one.is_label and asked is not None) or (asked is not None and _is_below(one, asked)):
            one.role = "part"
        else:
            one.role = "structure" if one.is_structure else "section"
            asked = None


def _is_below(one: Heading, asked: Heading) -> bool:
    """Whether a heading stands in the answer to a question; what follows a mere label of a question
    on its own level does, too."""
    same = one.level == asked.level and asked.names_next and not one.is_structure
    return one.level > asked.level or same
