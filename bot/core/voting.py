"""Which answer of several samples wins, and whether more samples could still change it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

Same = Callable[[str, str], bool]
"""Whether two answers are one."""


@dataclass(frozen=True, slots=True)
class Votes:
    """An answer as it was first given, the samples that gave it, and their weight."""

    answer: str
    samples: tuple[int, ...]
    weight: float


def tally(
    answers: Sequence[str | None], same: Same, weights: Sequence[float] | None = None
) -> tuple[Votes, ...]:
    """The answers with their votes, the winner first; a sample without an answer abstains.

    Equal weight goes to the one with more samples, then to the one given first (majority vote as
    in Wang et al., 2022, arXiv:2203.11171; with weights, their weighted sum).
    """
    found: list[tuple[str, list[int]]] = []
    for index, answer in enumerate(answers):
        if answer is None:
            continue
        group = next((samples for known, samples in found if same(known, answer)), None)
        if group is None:
            found.append((answer, [index]))
        else:
            group.append(index)
    votes = [
        Votes(answer, tuple(samples), sum(weights[one] if weights else 1.0 for one in samples))
        for answer, samples in found
    ]
    return tuple(sorted(votes, key=lambda one: (-one.weight, -len(one.samples), one.samples[0])))


def agreement(votes: Sequence[Votes], asked: int) -> float:
    """The winner's share of all samples that were asked for, those that abstained included."""
    return len(votes[0].samples) / asked if votes and asked else 0.0


def settled(first: int, second: int) -> float:
    """How probable it is that the answer with `first` votes is the more frequent one, given the
    runner-up's votes: 1 - I_0.5(first + 1, second + 1), a Beta posterior from a uniform prior.

    The stopping rule of adaptive consistency (Aggarwal et al., 2023, arXiv:2305.11860). For whole
    numbers the incomplete beta function is a sum of binomials, exactly.
    """
    trials = first + second + 1
    ways: int = sum(comb(trials, one) for one in range(first + 1))
    return ways / (1 << trials)
