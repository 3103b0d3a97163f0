"""Where tests find the real embedded model's weights."""

import os
from pathlib import Path

from bot.llm import weights

_ROOT = Path(__file__).parents[2]


def home_with_weights() -> Path:
    """The home that `make install` filled, or `COACH_TEST_HOME`; fetches what is not there."""
    home = Path(os.environ.get("COACH_TEST_HOME", _ROOT / ".coach"))
    if not weights.present(home):
        weights.fetch(home, lambda _come, _of: None)
    return home
