"""However odd a delivery is, it is acknowledged or refused, and nobody sees a traceback."""

import copy
import logging
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.platforms.slack.listening import listening
from tests.wire.slack.clients import actions, button
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack

ODD: tuple[Any, ...] = (
    None,
    "",
    "x",
    7,
    [],
    {},
    [None],
    {"id": None},
    True,
    "D1",
    "<@U1>",
    "\ud83d",
)


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from spots(one, (*path, name))


def spoilt(payload: dict[str, Any], random: Random) -> dict[str, Any]:
    """The payload with something odd in it, or without something."""
    made = copy.deepcopy(payload)
    for path in random.sample(list(spots(made)), k=random.randint(1, 2)):
        at: Any = made
        try:
            for name in path[:-1]:
                at = at[name]
            if random.random() < 0.3:
                del at[path[-1]]
            else:
                at[path[-1]] = random.choice(ODD)
        except (KeyError, IndexError, TypeError):
            continue
    return made


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(one, marks=pytest.mark.soak) for one in range(2, 30))]
)
async def test_no_payload_is_too_odd(
    slack: LocalSlack, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    random = Random(seed)
    async with listening(slack) as heard:
        direct = slack.world.direct(slack.ann)
        press = button("answer:p1", "Answer") | {"value": "answer:p1"}
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(press)])
        acts = [
            await slack.slash("quiz", "tag:RAG"),
            *await slack.mention("quiz", thread=root),
            await slack.press(root, "answer:p1"),
            await slack.say(direct, "kumquat"),
            await slack.open_home(slack.ann),
            await slack.shortcut("grade_message", on=root),
        ]
        await until(lambda: slack.world.views)
        acts.append(await slack.submit(next(iter(slack.world.views.values())), {"text": "words"}))
        hear = heard.ears._hear
        with caplog.at_level(logging.DEBUG):
            for act in acts:
                for _ in range(12):
                    ack = await hear(spoilt(act.payload, random), slack.world.team)
                    assert ack.payload is None or isinstance(ack.payload, dict)
        assert "kumquat" not in caplog.text
        assert "Traceback" not in caplog.text
        await slack.slash("quiz", "tag:Last")
        assert any("Last" in str(one) for one in heard.requests.values())
    slack.violations.clear()
