"""What a bank knows of its questions without reading them: made once, and kept with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core import tags
from bot.core.aliases import Aliases
from bot.core.facets import Facets, facets
from bot.core.question import Question


@dataclass(frozen=True)
class Index:
    """By row: the ids and the hashes of the reference answers. `originals` has the row of what a
    translation is of; `titles` are the titles as `tags.key` has them, joined by newlines.
    """

    ids: Sequence[str] = ()
    answers: Sequence[str] = ()
    originals: Mapping[int, int] = field(default_factory=dict)
    titles: str = ""
    facets: Facets = field(default_factory=Facets)


def index(questions: Sequence[Question], aliases: Aliases) -> Index:
    """The index of the questions in their order; their ids must be settled."""
    found = originals(questions)[0]
    return Index(
        ids=[one.id for one in questions],
        answers=[one.answer_hash for one in questions],
        originals=found,
        titles="\n".join(tags.key(one.title) for one in questions),
        facets=facets(questions, found, aliases),
    )


def originals(questions: Sequence[Question]) -> tuple[dict[int, int], list[int]]:
    """The row of each translation with the row of its original, which is no translation itself;
    and the rows of those whose `translation_of` leads nowhere, or round in a circle.
    """
    translations = {row: one for row, one in enumerate(questions) if one.translation_of}
    if not translations:
        return {}, []
    row_of = {one.id: row for row, one in enumerate(questions)}
    roots: dict[int, int | None] = {}
    for row in translations:
        passed: dict[int, None] = {}
        target: int | None = row
        while target in translations and target not in roots and target not in passed:
            passed[target] = None
            target = row_of.get(translations[target].translation_of or "")
        root = None if target is None or target in passed else roots.get(target, target)
        roots |= dict.fromkeys(passed, root)
    found = {row: root for row in translations if (root := roots[row]) is not None}
    return found, [row for row in translations if row not in found]
