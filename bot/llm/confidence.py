"""How certain a model was of the tokens it wrote, by what else it might have written."""

import math
from dataclasses import replace
from statistics import fmean
from typing import Any

from bot.core.completion import Delta

_NONE = -9000.0  # what vLLM tells for a probability of nothing is -9999


def confidences(logprobs: Any) -> tuple[float, ...]:
    """One number a token that the server tells of: minus the mean log probability of the likeliest
    tokens there, as many as were told. The higher, the more certain: what is left over for the
    others is little.

    Token confidence of DeepConf (Fu et al., 2025, arXiv:2508.15260). Empty where nothing was told.
    """
    places = getattr(logprobs, "content", None)
    if not isinstance(places, list):
        return ()
    found = []
    for place in places:
        tops = getattr(place, "top_logprobs", None)
        told = [
            one.logprob
            for one in (tops if isinstance(tops, list) else ())
            if isinstance(getattr(one, "logprob", None), int | float)
            and math.isfinite(one.logprob)
            and one.logprob > _NONE
        ]
        if told:
            found.append(-fmean(told))
    return tuple(found)


class Certain:
    """Hands what a server told of its tokens to the pieces of text that they became.

    Tokens that became no text (the end's, what was held back) go to the next piece, if there is
    one.
    """

    def __init__(self) -> None:
        self._told: tuple[float, ...] = ()

    def read(self, logprobs: Any) -> None:
        """Keep what a piece of the stream tells."""
        self._told += confidences(logprobs)

    def of(self, delta: Delta) -> Delta:
        """The delta with what was told since the one before."""
        if not self._told:
            return delta
        told, self._told = self._told, ()
        return replace(delta, confidences=told)
