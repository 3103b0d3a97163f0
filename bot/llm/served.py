"""What a server's list of models (`/v1/models`) tells of the one that is asked."""

from typing import Any

from pydantic import BaseModel, ValidationError

from bot.core.completion import ModelFacts
from bot.core.errors import ModelUnusable
from bot.llm.known_size import known_size

PROVEN_FROM = 3.0
"""Billions of parameters below which a model's verdicts are not believed."""


class _Card(BaseModel):
    """One model of the list: `root` and `max_model_len` are vLLM's, `meta` is llama.cpp's."""

    id: str
    root: str | None = None
    max_model_len: int | None = None
    meta: dict[str, Any] | None = None


class _Listing(BaseModel):
    data: list[_Card]


def facts_of(listing: bytes, wanted: str | None) -> ModelFacts:
    """The facts of the wanted model, or of the first; ModelUnusable if this is no list of any.

    A model of known size below `PROVEN_FROM` is not proven; one of unknown size is, since the
    operator chose it. A wanted model that is not listed is known by its name alone.
    """
    try:
        cards = _Listing.model_validate_json(listing).data
    except ValidationError as exc:
        raise ModelUnusable from exc
    if wanted is not None:
        card = next((card for card in cards if card.id == wanted), _Card(id=wanted))
    elif cards:
        card = cards[0]
    else:
        raise ModelUnusable
    size = known_size(card.id, card.root, card.meta)
    meta = card.meta or {}
    context = card.max_model_len or meta.get("n_ctx") or meta.get("n_ctx_train")
    return ModelFacts(card.id, proven=size is None or size >= PROVEN_FROM, context=context)
