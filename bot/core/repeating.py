"""Whether a text has begun to repeat itself without end, as small models do."""

import re

_TAIL = 600
_REPEATED = re.compile(r"(.{2,80}?)\1{5,}\s*$", re.DOTALL)
"""A piece of 2 to 80 characters six times or more: no chain of reasoning ends so by chance."""


def repeats(text: str) -> bool:
    """Whether the text ends in the same piece, six times or more; blanks and rulers do not
    count."""
    found = _REPEATED.search(text[-_TAIL:])
    return found is not None and any(one.isalnum() for one in found[1])
