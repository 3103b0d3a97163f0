"""Ways of reasoning, one file each; the file's name is the strategy's."""

from functools import cache
from importlib import import_module
from importlib.resources import files

from bot.core.errors import NothingMatches
from bot.core.strategy import Strategy


@cache
def names() -> tuple[str, ...]:
    """Every strategy's name: `self-consistency` is the file `self_consistency.py`."""
    found = (one.name for one in files(__name__).iterdir() if one.is_file())
    stems = (one.removesuffix(".py") for one in found if one.endswith(".py"))
    return tuple(sorted(one.replace("_", "-") for one in stems if not one.startswith("_")))


@cache
def strategy(name: str) -> Strategy:
    """The strategy of this name, imported when it is first asked for; NothingMatches (with names
    that are near) where no file is called so."""
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted not in names():
        raise NothingMatches("error.no_strategy", name=name, near=", ".join(_near(wanted)))
    module = import_module(f"{__name__}.{wanted.replace('-', '_')}")
    return Strategy(wanted, module.ABOUT, module.run)


def _near(wanted: str) -> list[str]:
    from rapidfuzz import process

    return [name for name, _, _ in process.extract(wanted, names(), limit=3)]
