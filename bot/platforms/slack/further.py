"""What does not fit into one message goes on in further ones, which live and go with the first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms.slack.messages import Messages, Spot, Write

Payload = dict[str, Any]

_KEPT = timedelta(days=400)


async def put_all(
    messages: Messages, spot: Spot, payloads: Sequence[Payload], key: str, *, number: int = 0
) -> str:
    """Say messages under the keys from this number on; returns the `ts` of the first."""
    said = ""
    for at, payload in enumerate(payloads, number):
        one = await messages.put(spot, numbered(key, at), giving(payload))
        said = said or one
    if number or len(payloads) != 1:
        await drop_from(messages, spot, key, number + len(payloads))
    return said


async def drop_from(messages: Messages, spot: Spot, key: str, number: int) -> None:
    """Take back what an earlier saying under this key had more of."""
    number = max(number, 1)
    while await messages.drop(spot, numbered(key, number)):
        number += 1


async def note(messages: Messages, spot: Spot, ts: str, key: str) -> None:
    """Remember under which key a message goes on in further ones."""
    until = datetime.fromtimestamp(messages.now(), UTC) + _KEPT
    await messages.ledger.put(_row(spot, ts), key, until=until)


async def key_of(messages: Messages, spot: Spot, ts: str) -> str:
    """Under which key a message goes on; empty where it does not."""
    return await messages.ledger.get(_row(spot, ts)) or ""


def numbered(key: str, number: int) -> str:
    """The key of a further message under a key."""
    return key if number == 0 else f"{key}:{number + 1}"


def giving(payload: Payload) -> Write:
    """Gives what is known already."""
    return lambda: payload


def _row(spot: Spot, ts: str) -> str:
    return f"slack:further:{spot.team}:{spot.channel}:{ts}"
