"""What was said of one answer beside what a person said, as it is kept: without its words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluating.grader import Graded
from bot.evaluating.item import Item


@dataclass(frozen=True, slots=True)
class Prediction:
    """`score` is the person's, `predicted` the grader's (None where it gave none); `length` counts
    the words of the answer. The rest is as in `Graded`."""

    id: str
    group: str
    score: float
    predicted: float | None
    length: int
    language: str = ""
    label: str = ""
    predicted_label: str = ""
    low: float | None = None
    high: float | None = None
    passing: float | None = None
    evidence_valid: int = 0
    evidence_all: int = 0
    schema_valid: bool = True
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    reason: str = ""

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.prompt_tokens + self.completion_tokens

    def document(self) -> dict[str, Any]:
        """The JSON object of one line."""
        return {
            key: round(value, 6) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }


def predicted(item: Item, said: Graded, *, length: int) -> Prediction:
    """What is kept of a graded item."""
    low, high = said.band or (None, None)
    valid, every = said.evidence
    return Prediction(
        id=item.id,
        group=item.group,
        score=item.score,
        predicted=said.score,
        length=length,
        language=item.language,
        label=item.label,
        predicted_label=said.label,
        low=low,
        high=high,
        passing=said.passing,
        evidence_valid=valid,
        evidence_all=every,
        schema_valid=said.schema_valid,
        prompt_tokens=said.tokens.prompt,
        cached_tokens=said.tokens.cached,
        completion_tokens=said.tokens.completion,
        seconds=said.seconds,
        reason=said.reason,
    )


def read_prediction(document: Mapping[str, Any]) -> Prediction:
    """The prediction that was kept. TypeError or ValueError for an object that is none."""
    found = Prediction(**document)
    if not isinstance(found.id, str) or not isinstance(found.score, int | float):
        raise TypeError("a prediction has an id and a score")
    return found
