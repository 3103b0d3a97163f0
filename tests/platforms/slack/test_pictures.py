from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.core.chat import Card
from bot.core.pictures import Bars, Drawing, Figure, Formula, ImageFile, Picture
from bot.platforms.slack import blocks
from bot.platforms.slack.mouth import SlackMouth
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.rendering.bare import undrawn
from tests.platforms.slack.speaking import Speaking, speaking_at, updates, written
from tests.wire.discord.faults import Fault, broken, dropped
from tests.wire.slack.server import LocalSlack

HARD = r"\begin{matrix} a & b \\ c & d \end{matrix}"
CARD = Card(title="Q", body=f"Before.\n\n$$\n{HARD}\n$$\n\nAfter.")


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack() as one:
        yield one
        assert one.violations == []


@pytest_asyncio.fixture
async def speaking(slack: LocalSlack) -> AsyncIterator[Speaking]:
    async with speaking_at(slack, patience=0.3) as one:
        yield one


async def draws(drawing: Drawing, alt: str) -> Picture | None:
    return Picture("formula.png", alt, b"\x89PNG" + repr(drawing).encode())


def drawing(speaking: Speaking) -> SlackMouth:
    return replace(speaking.mouth, pictures=Pictures(speaking.line, speaking.ledger, draws))


def pictures(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
    return [one for one in blocks if one["type"] == "image"]


async def test_a_formula_that_no_line_can_say_is_a_picture_with_its_words(
    speaking: Speaking,
) -> None:
    await drawing(speaking).reply(speaking.thread(), CARD, key="k:reply")
    (message,) = speaking.said()
    (picture,) = pictures(message.blocks)
    (file,) = speaking.slack.world.files.values()
    assert picture["slack_file"] == {"id": file.id}
    assert picture["alt_text"] == HARD
    assert (file.data or b"").startswith(b"\x89PNG")
    assert "matrix" in message.text


async def test_a_picture_is_brought_once(speaking: Speaking) -> None:
    for number in range(3):
        await drawing(speaking).reply(speaking.thread(), CARD, key=f"k{number}:reply")
    assert len(speaking.slack.world.files) == 1
    assert all(pictures(one.blocks) for one in speaking.said())


async def test_the_pictures_of_what_grew_come_when_its_words_stand(speaking: Speaking) -> None:
    stream = updates(Card(title="Q", body="…"), CARD)
    await drawing(speaking).stream(speaking.thread(), stream, key="feedback:A", to=speaking.ann)
    (message,) = speaking.said()
    assert len(pictures(message.blocks)) == 1


@pytest.mark.parametrize("fault", [broken(500), dropped()])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_picture_that_cannot_be_brought_is_said_in_words(
    speaking: Speaking, method: str, fault: Fault
) -> None:
    speaking.slack.faults.on(method, fault, times=99)
    await drawing(speaking).reply(speaking.thread(), CARD, key="k:reply")
    (message,) = speaking.said()
    assert pictures(message.blocks) == []
    assert "matrix" in written(message)


async def test_without_anybody_to_draw_all_is_said_in_words(speaking: Speaking) -> None:
    await speaking.mouth.reply(speaking.thread(), CARD, key="k:reply")
    assert "matrix" in written(speaking.said()[0])


def test_a_picture_that_slack_does_not_take_is_said_in_words() -> None:
    (payload,) = blocks.messages(CARD, drawn={Formula(HARD): "F1"})
    assert pictures(payload["blocks"])
    plain = undrawn(payload)
    assert pictures(plain["blocks"]) == []
    assert len(plain["blocks"]) == len(payload["blocks"])


def test_what_would_better_be_drawn_is_known_with_its_words() -> None:
    body = f"See ${HARD}$ and $x^2$.\n\n![The cache](img/kv.png)\n\n![far](https://x.y/z.png)"
    card = Card(body=body, beside="bank.md")
    assert blocks.wanted(card) == {
        Formula(HARD): HARD,
        ImageFile("img/kv.png", "bank.md"): "The cache",
    }
    assert blocks.wanted(replace(card, beside="")) == {Formula(HARD): HARD}


MISSED = Card(
    title="The answer",
    body="### What 5 people covered",
    figure=Figure(
        Bars("What is a batch?", ("covered", "missed"), (("Several at once", (3, 2)),)),
        "Several at once: covered 3, missed 2",
        "| Checkpoint | covered | missed |\n|---|--:|--:|\n| Several at once | 3 | 2 |",
    ),
)


async def test_a_figure_is_a_picture_in_place_of_its_table(speaking: Speaking) -> None:
    await drawing(speaking).reply(speaking.thread(), MISSED, key="k:reply")
    (message,) = speaking.said()
    (picture,) = pictures(message.blocks)
    assert picture["alt_text"] == "Several at once: covered 3, missed 2"
    assert "Checkpoint" not in written(message)


async def test_a_figure_that_is_not_drawn_is_its_table(speaking: Speaking) -> None:
    await speaking.mouth.reply(speaking.thread(), MISSED, key="k:reply")
    (message,) = speaking.said()
    assert not pictures(message.blocks)
    assert "Checkpoint" in str(message.blocks)
