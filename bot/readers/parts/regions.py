"""The stretches of a text between headings, and which of the openings in them are questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.question import normal_title
from bot.readers.parts import openings
from bot.readers.parts.blocks import Block
from bot.readers.parts.folded import Folded
from bot.readers.parts.headings import Heading
from bot.readers.parts.list_items import Entries, entries, taken
from bot.readers.parts.measuring import BOX
from bot.readers.parts.openings import Opening
from bot.readers.parts.outline import LISTS, Outline
from bot.readers.parts.plain_titles import Title, title
from bot.readers.parts.rules import Rules


@dataclass(slots=True)
class Region:
    """The lines `first` to `end` (from 0, end not included): a heading and what is below it, up to
    the next heading that is no part of an answer. `path` are the titles of the sections above.
    """

    first: int
    end: int
    heading: Heading | None = None
    path: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)
    folds: list[Folded] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)

    @property
    def role(self) -> str:
        """The role of its heading."""
        return self.heading.role if self.heading else ""

    @property
    def level(self) -> int:
        """The level of its heading."""
        return self.heading.level if self.heading else 0

    @property
    def asks(self) -> bool:
        """Whether there is a question in it."""
        return self.role == "question" or any(one.shape for one in self.openings)


def regions(outline: Outline) -> list[Region]:
    """The regions of a text whose headings have their roles."""
    stops = [one for one in outline.headings if one.role != "part"]
    ends = [one.first for one in stops] + [len(outline.lines)]
    found = [Region(outline.front, ends[0])] if outline.front < ends[0] else []
    path: list[tuple[int, str, bool]] = []
    for one, end in zip(stops, ends[1:], strict=True):
        asked = one.role == "question"  # a bare heading before it may be its section
        path = [
            above
            for above in path
            if above[0] < one.level or (asked and above[0] == one.level and above[2])
        ]
        if one.role == "section" and one.words:
            path.append((one.level, one.words, not one.owns))
        found.append(Region(one.first, end, one, tuple(name for _, name, _ in path)))
    return found


def open_up(outline: Outline, found: Sequence[Region], only: str | None) -> None:
    """Find what opens questions in the regions; `only` names the one shape that may."""
    for region in found:
        if region.role == "question":
            region.openings = list(_following(outline, region)) if only is None else []
            continue
        start = region.heading.end if region.heading else region.first
        region.folds = outline.folds_within(start, region.end)
        blocks = outline.within(start, region.end)
        region.blocks = [one for one in blocks if not outline.is_folded(one.first)]
        if region.role == "structure":  # there, only what has a text of its own may be a question
            region.blocks = [one for one in region.blocks if _has_texts(one)]
            region.folds = []
        region.openings = list(_candidates(outline, region))
    opened = [one for one in found if one.role != "question"]
    candidates = [one for region in opened for one in region.openings]
    rules = Rules.of(candidates, only)
    lists: dict[int, Entries] = {}
    undecided = []
    for region in opened:
        if lines := _lines(region, rules):
            region.openings = lines
        else:
            undecided.append(region)
            lists |= _lists(outline, region)
    _find_indices(outline, candidates, lists)
    others = len(opened) < len(found) or len(undecided) < len(opened) or bool(outline.folds)
    rules = rules.with_lists(lists.values(), alone=not others)
    for region in undecided:
        region.openings = _items_or_plain(outline, region, lists, rules)
    for region in opened:
        every = sorted([*region.openings, *_folds(region, only)], key=lambda one: one.line)
        region.openings = [one for one in every if one.line < region.end]
    _settle_plain(found, only)


def _following(outline: Outline, region: Region) -> Iterator[Opening]:
    """The bold lines below a question that go on with its number: questions like it."""
    last = region.heading.title if region.heading else Title("")
    if not last.number:
        return
    for block in outline.within(region.first, region.end):
        if block.kind == "paragraph" and block.text[:1] in "*_":
            one = openings.bold(block, outline.stars)
            if one is not None and openings.follows(one.title, last) and one.line < region.end:
                yield one
                last = one.title


def _candidates(outline: Outline, region: Region) -> Iterator[Opening]:
    lines, stars = outline.lines, outline.stars
    for block in region.blocks:
        if block.kind == "paragraph":
            strong = openings.bold(block, stars)
            yield from (
                ([strong] if strong is not None else [])
                or openings.asked(block, lines, stars)
                or openings.counted(block, lines, stars)
                or openings.plain(block, lines, stars)
            )


def _lists(outline: Outline, region: Region) -> dict[int, Entries]:
    return {
        block.first: entries(block, outline.lines, outline.stars)
        for block in region.blocks
        if block.kind in LISTS
    }


def _find_indices(
    outline: Outline, candidates: Iterable[Opening], lists: dict[int, Entries]
) -> None:
    """Lists that only name questions which have a place of their own are tables of contents."""
    titles = [one.title for one in outline.headings if one.role == "question"]
    titles += [one.title for one in outline.folds] + [one.title for one in candidates]
    named = {normal_title(one.text) for one in titles if one.text}
    for one in lists.values():
        bare = [few.opening for few in one.entries if len(few.item.within) == 1]
        same = sum(few is not None and normal_title(few.title.text) in named for few in bare)
        one.is_index = one.is_index or (same > 1 and same * 2 > len(one.entries))


def _folds(region: Region, only: str | None) -> list[Opening]:
    if only not in (None, "details"):
        return []
    return [
        Opening("details", one.first, one.after, one.title, one.lead, one.end)
        for one in region.folds
        if one.role == "question"
    ]


def _lines(region: Region, rules: Rules) -> list[Opening]:
    """The lines of a region that open questions: of several shapes the one that holds the others
    as its answers."""
    mine = [one for one in region.openings if rules.takes(one)]
    counted = [one for one in mine if one.shape == "question-lines"]
    bold = [one for one in mine if one.shape == "bold-lines"]
    if said := [one for one in mine if one.says_so and one.shape != "bold-lines"]:
        return said + [one for one in bold if one.asks >= 2]
    return bold or (list(_in_sequence(counted)) if rules.only is None else counted)


def _items_or_plain(
    outline: Outline, region: Region, lists: dict[int, Entries], rules: Rules
) -> list[Opening]:
    """The items of a region's lists that are questions; without those, its lines that ask without
    a mark, or that have choices below them."""
    mine = [one for one in region.openings if rules.takes(one)]
    chosen = [one for one in mine if one.shape == "bullets"]
    chosen += _items(outline, region, lists, rules)
    chosen = chosen or [one for one in mine if one.shape == "plain"]
    if not chosen and rules.only in (None, "multiple-choice"):
        chosen = list(_before_choices(outline, region))
    return chosen


def _items(
    outline: Outline, region: Region, lists: dict[int, Entries], rules: Rules
) -> Iterator[Opening]:
    for block in region.blocks:
        if block.kind in LISTS and rules.takes_list(lists[block.first]):
            for one in taken(lists[block.first]):
                if not outline.is_folded(one.line):
                    yield one


def _before_choices(outline: Outline, region: Region) -> Iterator[Opening]:
    """Paragraphs with choices below them."""
    for block, following in zip(region.blocks, region.blocks[1:], strict=False):
        if block.kind == "paragraph" and following.kind in LISTS:
            rows = [outline.lines[item.first] for item in following.within]
            made = title(block.text.split("\n")[0], stars=outline.stars)
            if made.text and len(rows) > 1 and all(BOX.match(row) for row in rows):
                yield Opening("bullets", block.first, block.first + 1, made)


def _in_sequence(found: Sequence[Opening]) -> Iterator[Opening]:
    """The numbered lines that ask, and those that have the number behind theirs, unless another
    that asks has it, too: then they are points of an answer."""
    later: set[str] = set()
    again: list[bool] = []
    for one in reversed(found):
        again.append(one.title.number in later)
        if one.asks >= 2:
            later.add(one.title.number)
    last = ""
    for one, repeated in zip(found, reversed(again), strict=True):
        follows = last.isdecimal() and one.title.number == str(int(last) + 1)
        if one.asks >= 2 or (follows and not repeated):
            last = one.title.number
            yield one


def _settle_plain(found: Sequence[Region], only: str | None) -> None:
    """Lines without any mark are questions where there are more of them than of any other."""
    every = [one for region in found for one in region.openings]
    bare = [one for one in every if one.shape == "plain"]
    paragraphs = sum(one.kind == "paragraph" for region in found for one in region.blocks)
    if len(bare) * 2 < paragraphs:  # among prose, only what ends with a question mark asks
        bare = [one for one in bare if one.title.text.endswith(("?", "？"))]
    others = sum(one.shape not in ("plain", "") for one in every)
    others += sum(region.role == "question" for region in found)
    if len(bare) > max(2, others) or only == "question-lines":
        for one in bare:
            one.shape = "question-lines"
    for region in found:
        region.openings = [one for one in region.openings if one.shape != "plain"]


def _has_texts(block: Block) -> bool:
    """Whether most items of a list have more to them than a line."""
    several = sum(
        len(item.within) > 1 or item.within[0].kind == "heading"
        for item in block.within
        if item.within
    )
    return block.kind in LISTS and several * 2 > len(block.within)
