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
    ids = [one.id for one in questions]
    row_of = {name: row for row, name in enumerate(ids)}
    originals = {
        row: row_of[one.translation_of]
        for row, one in enumerate(questions)
        if one.translation_of in row_of
    }
    return Index(
        ids=ids,
        answers=[one.answer_hash for one in questions],
        originals=originals,
        titles="\n".join(tags.key(one.title) for one in questions),
        facets=facets(questions, originals, aliases),
    )
