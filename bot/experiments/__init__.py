"""Claims about inference that can be measured, one file each; the file's name is the
experiment's."""

from functools import cache
from importlib import import_module
from importlib.resources import files

from bot.core.errors import NothingMatches
from bot.core.experiment import Experiment


@cache
def names() -> tuple[str, ...]:
    """Every experiment's name: `prefix-caching` is the file `prefix_caching.py`."""
    found = (one.name for one in files(__name__).iterdir() if one.is_file())
    stems = (one.removesuffix(".py") for one in found if one.endswith(".py"))
    return tuple(sorted(one.replace("_", "-") for one in stems if not one.startswith("_")))


@cache
def experiment(name: str) -> Experiment:
    """The experiment of this name, imported when it is first asked for; NothingMatches (with names
    that are near) where no file is called so."""
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted not in names():
        from rapidfuzz import process

        near = ", ".join(one for one, _, _ in process.extract(wanted, names(), limit=3))
        raise NothingMatches("error.no_experiment", name=name, near=near)
    module = import_module(f"{__name__}.{wanted.replace('-', '_')}")
    return Experiment(wanted, module.ABOUT, module.run)
