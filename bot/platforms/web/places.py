"""Which place an address names, be it in the address of the page or back from one of its boxes."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.core.chat import Channel, Direct, Place, Thread, address, place_at

Spot = Channel | Direct
"""What stands in the list on the left."""


def place_of(line: str, spots: Sequence[Spot]) -> Place | None:
    """The place of this address: one of these or a thread in one of them; None for any other."""
    try:
        place = place_at(spots[0].community, line)
    except ValueError:
        return None
    spot = place.channel if isinstance(place, Thread) else place
    return place if spot in spots else None


def query_of(place: Place) -> str:
    """What names this place in the address of the page."""
    return f"/?at={quote(address(place))}"
