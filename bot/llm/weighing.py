"""How probable a model finds each of some short answers, by the tokens it might have begun with."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

TOP = 20
"""How many tokens are asked for at the one place: the most that vLLM and OpenAI give."""
_AROUND = " \t\r\n\"'`*([{“‘（「"


def probabilities(logprobs: Any) -> dict[str, float]:
    """The probability of each token at the first place of a completion, as far as they were told.

    Empty where nothing was. The token that was drawn is among them, even outside of the top.
    """
    places = getattr(logprobs, "content", None)
    if not isinstance(places, list) or not places:
        return {}
    drawn = places[0]
    tops = getattr(drawn, "top_logprobs", None)
    found: dict[str, float] = {}
    for one in tops if isinstance(tops, list) else ():
        token, chance = _read(one)
        found[token] = found.get(token, 0.0) + chance  # two ids may look the same
    token, chance = _read(drawn)
    found.setdefault(token, chance)
    return {token: chance for token, chance in found.items() if chance > 0}


def weights(tokens: Mapping[str, float], choices: Sequence[str]) -> dict[str, float] | None:
    """The choices' shares of the probability that fell on any of them; None if none did.

    vLLM shows what its grammar left over, tokens that only begin a choice among it; llama.cpp shows
    all, constrained or not. So every token counts for the choice that it begins, spells or spells
    in another case or with blanks and punctuation, and the rest is nobody's.
    """
    found = dict.fromkeys(choices, 0.0)
    for token, chance in tokens.items():
        if (meant := _meant(token, choices)) is not None:
            found[meant] += chance
    total = sum(found.values())
    return {choice: chance / total for choice, chance in found.items()} if total else None


def _read(one: Any) -> tuple[str, float]:
    token, logprob = getattr(one, "token", None), getattr(one, "logprob", None)
    if not isinstance(token, str) or not isinstance(logprob, int | float):
        return "", 0.0
    return token, math.exp(min(logprob, 0.0))


def _meant(token: str, choices: Sequence[str]) -> str | None:
    said = token.strip(_AROUND)
    if not said:
        return None
    for spelt in (str, str.casefold):
        found = [one for one in choices if _begins(spelt(said), spelt(one))]
        if len(found) == 1:
            return found[0]
    return None


def _begins(said: str, choice: str) -> bool:
    """Whether a token begins the choice, or is it with something behind that is no word."""
    if choice.startswith(said):
        return True
    return said.startswith(choice) and not said[len(choice)].isalnum()
