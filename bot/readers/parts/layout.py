"""Lays a Markdown text out: which of its lines are questions, which are introductions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.account import Kind
from bot.readers.parts import roles
from bot.readers.parts.cleaning import is_junk, is_pointer
from bot.readers.parts.headings import Heading
from bot.readers.parts.measuring import BOX, measure
from bot.readers.parts.openings import Opening
from bot.readers.parts.outline import Outline
from bot.readers.parts.plain_titles import Title, title
from bot.readers.parts.regions import Region, open_up, regions

_OF_HEADINGS = (None, "numbered-headings", "html-headings", "multiple-choice")
_DETAILS = re.compile(r"</?(?:details|summary)[^<>]*>", re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Part:
    """The lines `first` to `end` (from 0, end not included) as what they were understood; a
    question with its opening and the titles of the sections above it."""

    kind: Kind
    first: int
    end: int
    opening: Opening | None = None
    path: tuple[str, ...] = ()


def lay_out(outline: Outline, *, only: str | None = None) -> list[Part]:
    """The parts of a text in the order of its lines; what is in none of them is not understood.
    `only` names the one shape that is to be a question in it.
    """
    measure(outline)
    if only not in _OF_HEADINGS:
        for one in outline.headings:
            one.holds = max(one.holds, 1)
    roles.assign(outline.headings, force=only is not None and only in _OF_HEADINGS)
    found = regions(outline)
    open_up(outline, found, only)
    if only is None and not any(one.asks for one in found) and roles.numbered(outline.headings):
        found = regions(outline)
    return list(_Layout(outline, found).parts())


class _Layout:
    """The regions of one text."""

    def __init__(self, outline: Outline, found: Sequence[Region]) -> None:
        self.outline, self.lines, self.regions = outline, outline.lines, found

    def parts(self) -> Iterator[Part]:
        if self.outline.front:
            yield Part("intro", 0, self.outline.front)
        holding = self._holding()
        seen = False
        for region, holds in zip(self.regions, holding, strict=True):
            if region.role == "question" and region.heading is not None:
                yield self._asked(region, region.heading)
            elif region.role == "structure" and not region.openings:
                yield Part("intro", region.first, region.end)
            else:
                may_introduce = holds or (not seen and any(holding))
                yield from self._introduced(region, may_introduce=may_introduce)
            yield from self._opened(region)
            seen = seen or region.asks

    def _introduced(self, region: Region, *, may_introduce: bool) -> Iterator[Part]:
        """What stands before the first question of a region: where nothing follows that it could
        introduce, prose is not understood, and its heading alone is."""
        first = region.openings[0].line if region.openings else region.end
        if first <= region.first:
            return
        lead = region.heading.end if region.heading else region.first
        prose = any(not is_pointer(self.lines[line]) for line in range(lead, first))
        if may_introduce or not prose:
            yield Part("intro", region.first, first)
        elif region.heading is not None:
            yield Part("intro", region.first, min(lead, first))

    def _holding(self) -> list[bool]:
        """Whether a region has a question in it, or in the regions below its heading."""
        found = [False] * len(self.regions)
        above: list[int] = []
        for at, region in enumerate(self.regions):
            while above and self.regions[above[-1]].level >= region.level:
                above.pop()
            above.append(at)
            if region.asks:
                for one in above:
                    found[one] = True
        return found

    def _asked(self, region: Region, heading: Heading) -> Part:
        shape = "html-headings" if heading.kind == "html" else "numbered-headings"
        made, after = self._named(heading)
        end = region.openings[0].line if region.openings else region.end
        opening = Opening(shape, heading.first, after, made, heading.lead)
        return Part("question", region.first, end, opening, region.path)

    def _named(self, heading: Heading) -> tuple[Title, int]:
        """The title of a heading; the next line, where it is only a number or a label."""
        if heading.title.text and not heading.names_next:
            return heading.title, heading.end
        line = heading.end
        while line < len(self.lines) and is_junk(self.lines[line]):
            line += 1
        if line < len(self.lines):
            text = _DETAILS.sub("", self.lines[line])
            made = title(text, stars=self.outline.stars)
            if made.text and not _FENCE.match(text) and not BOX.match(text):
                return made, line + 1
        return heading.title, heading.end

    def _opened(self, region: Region) -> Iterator[Part]:
        ends = [*(one.line for one in region.openings), region.end][1:]
        for opening, end in zip(region.openings, ends, strict=True):
            path = (*region.path, opening.under) if opening.under else region.path
            if opening.shape == "":
                yield Part("intro", opening.line, self._behind_junk(opening.after, end))
                continue
            stop = end
            if opening.stop is not None and opening.stop < end:
                stop = self._behind_junk(opening.stop, end)
            yield Part("question", opening.line, stop, opening, path)

    def _behind_junk(self, line: int, end: int) -> int:
        line = min(line, end)
        while line < end and is_junk(self.lines[line]):
            line += 1
        return line
