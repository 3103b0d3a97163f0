"""How many parameters a model has, as far as its server or its name tells."""

import re
from collections.abc import Mapping
from typing import Any

_SIZE = re.compile(
    r"(?<![A-Za-z0-9.])"  # not A3B (a mixture's active part), not the 58b of 1.58b
    r"(?:(?P<experts>\d+)x)?"  # Mixtral-8x7B
    r"(?:(?P<number>\d+(?:\.\d+)?|(?<=-)\d_\d)b|(?P<millions>\d{2,}(?:\.\d+)?)m)"  # 1_8b is 1.8b
    r"(?![A-Za-z0-9])",  # not 4bit
    re.IGNORECASE,
)


def known_size(model_id: str, root: str | None, meta: Mapping[str, Any] | None) -> float | None:
    """Billions of parameters, or None where nothing tells.

    The server's own count (`meta.n_params`, llama.cpp) comes first, then the path behind an alias
    (`root`, vLLM), then the name. A path speaks by its last part that names a size; experts are
    multiplied (8x7B is 56, a little more than the truth). A context of "1M" is no size.
    """
    count = (meta or {}).get("n_params")
    if isinstance(count, int | float) and count > 0:
        return count / 1e9
    parts = [part for name in (root, model_id) if name for part in reversed(name.split("/"))]
    return next((size for size in map(_named, parts) if size is not None), None)


def _named(part: str) -> float | None:
    """The largest size in a name."""
    return max((_billions(found) for found in _SIZE.finditer(part)), default=None)


def _billions(found: re.Match[str]) -> float:
    if found["millions"]:
        return float(found["millions"]) / 1000
    return int(found["experts"] or 1) * float(found["number"].replace("_", "."))
