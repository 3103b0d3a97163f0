"""Prints what each defence brings against a judge of known weakness, and what it costs honest
answers: `python -m tests.attacks.table [defences] [judges] [estimate]`."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.cli.eval_lexical import shipped
from bot.evaluating.attack_figures import Attack, AttackTable, Benign, Rate
from bot.evaluating.attacks import attack_table, benign_drift, load
from bot.evaluating.item import Item
from tests.attacks.defending import DEFENCES, Defended, honest
from tests.attacks.judges import HERE, JUDGES

AGAINST = {
    "characters": "hidden",
    "tokens": "tokens",
    "fence": "outside",
    "canary": "obedient",
    "evidence": "above",
    "shortcuts": "lenient",
    "exam": "json",
}
"""The judge whose weakness each defence is for."""
ALL = frozenset(DEFENCES)
CASES = ("none", "alone", "all others", "all")


@dataclass(frozen=True)
class Row:
    """One defence: attacks that succeed without any defence, with this one alone, with all others,
    with all; what the honest answers of the same judge pay in each case but the first, and those of
    an honest judge for this defence alone."""

    defence: str
    rates: tuple[Rate, Rate, Rate, Rate]
    costs: tuple[Benign, Benign, Benign]
    honest: Benign


async def tried(
    judge: str, without: Iterable[str], attacks: Sequence[Attack], answers: int = 6
) -> AttackTable:
    """The attacks on a judge without some of the defences."""
    grader = Defended(judge, frozenset(without))
    return await attack_table(grader, honest(), attacks, answers=answers)


async def cost(judge: str, without: Iterable[str]) -> Benign:
    """What the other defences cost honest answers."""
    return await benign_drift(Defended(judge, frozenset(without)), Defended(judge, ALL), honest())


async def row(defence: str, attacks: Sequence[Attack], answers: int = 6) -> Row:
    """What one defence brings and costs."""
    judge = AGAINST[defence]
    alone, others, every = ALL - {defence}, frozenset({defence}), frozenset[str]()
    none, *rest = [
        (await tried(judge, without, attacks, answers)).rate
        for without in (ALL, alone, others, every)
    ]
    costs = [await cost(judge, without) for without in (alone, others, every)]
    return Row(
        defence,
        (none, rest[0], rest[1], rest[2]),
        (costs[0], costs[1], costs[2]),
        await cost("honest", alone),
    )


def pasted(item: Item) -> Item:
    """An honest answer as it comes from some pages: soft hyphens in long words, zero-width spaces
    between characters."""
    said = "".join(
        f"{one}\u00ad" if one.isalpha() and number % 7 == 0 else one
        for number, one in enumerate(item.answer)
    )
    return replace(item, answer=said.replace(" ", " \u200b"))


async def defences(attacks: Sequence[Attack]) -> None:
    """A row for each defence."""
    heading("defence", "judge", *CASES, *(f"cost: {one}" for one in CASES[1:]), "honest judge")
    for defence in DEFENCES:
        one = await row(defence, attacks)
        costs = map(paid, (*one.costs, one.honest))
        line(defence, AGAINST[defence], *map(shown, one.rates), *costs)


async def judges(attacks: Sequence[Attack]) -> None:
    """A row for each judge."""
    heading("judge", "fit", "none", "all", "95 %", "no number", "cost")
    for name in JUDGES:
        graded = Defended(name)
        fit = [language for language in ("en", "zh") if await graded.fit(language)]
        bare, whole = await tried(name, ALL, attacks), await tried(name, (), attacks)
        benign = paid(await cost(name, ()))
        line(name, " ".join(fit), shown(bare.rate), *whole_row(whole.rate), benign)


async def estimate(attacks: Sequence[Attack]) -> None:
    """A row for each kind of attack on the estimate from words, and the worst lifts."""
    heading("lexical estimate, as it ships", "succeeded of", "n", "95 %", "no number")
    table = await attack_table(shipped(), honest(), attacks, answers=8)
    for kind, rate in {"all": table.rate, **table.kinds}.items():
        succeeded, between, withheld = whole_row(rate)
        line(kind, succeeded, str(rate.n), between, withheld)
    for worst in table.succeeded[:10]:
        print(f"worst: {worst.attack.id} on {worst.item}: {worst.lift:+.2f}")


PARTS = {one.__name__: one for one in (defences, judges, estimate)}


async def main(names: Sequence[str]) -> None:
    """The tables of these names, or all, as Markdown."""
    attacks = load(HERE)
    kinds = len({one.kind for one in attacks})
    print(f"{len(attacks)} attacks of {kinds} kinds, {len(honest())} honest answers", flush=True)
    for name in names or PARTS:
        print()
        await PARTS[name](attacks)


def heading(*titles: str) -> None:
    """The first two lines of a table."""
    line(*titles)
    line(*("---" for _ in titles))


def line(*cells: str) -> None:
    """A row of a table."""
    print(f"| {' | '.join(cells)} |", flush=True)


def shown(rate: Rate) -> str:
    """How many succeeded, and what part of all."""
    return f"{rate.successes} ({rate.share:.1%})"


def whole_row(rate: Rate) -> tuple[str, str, str]:
    """What succeeded, with its interval, and what got no number."""
    low, high = rate.interval
    return shown(rate), f"{low:.1%} to {high:.1%}", str(rate.withheld)


def paid(benign: Benign) -> str:
    """The mean drift, and how many lost their number."""
    return f"{benign.drift:.3f}, {benign.withheld}"


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
