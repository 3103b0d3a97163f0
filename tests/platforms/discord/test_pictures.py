"""What is hard to say in a line is a picture in Discord, with its words as the alt text."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Card, Channel, Community, Member
from bot.core.completion import Delta
from bot.core.pictures import Bars, Drawing, Figure, Picture
from bot.platforms.discord.mouth import DiscordMouth
from bot.platforms.discord.rendering import cards
from bot.platforms.discord.rendering.drawing import Pictures
from bot.render import fonts
from bot.render.easel import pixels
from bot.render.image_files import ImageFiles
from bot.render.studio import Studio
from tests.platforms.discord.living import Living, living
from tests.platforms.discord.town import town
from tests.wire.discord.faults import broken, dropped
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM, Json, Message, walk

MATRIX = r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"
WIDE = (
    "| 方法 | 优点 | 缺点 |\n| --- | --- | --- |\n"
    + "| 低秩适配 | 显存占用小，训练速度快 | 表达能力受限 |\n" * 2
)


needs_chinese = pytest.mark.skipif(
    fonts.chinese() is None, reason="no font of this machine has Chinese letters"
)


def png(width: int = 2, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = zlib.compress((b"\0" + b"\0" * 3 * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@dataclass
class Speaking:
    discord: LocalDiscord
    living: Living
    mouth: DiscordMouth

    @property
    def general(self) -> Channel:
        return Channel(
            Community("discord", str(self.discord.home.id)), str(self.discord.general.id)
        )

    @property
    def ann(self) -> Member:
        return Member(self.general.community, str(self.discord.ann.id), "Ann")

    async def said(self, card: Card, key: str = "k:card") -> Message:
        """The message that the card became."""
        await self.mouth.reply(self.general, card, key=key)
        return self.discord.messages(self.discord.general)[-1]

    def data(self, message: Message) -> list[bytes]:
        return [self.discord.desk.files[int(one["id"])] for one in message.attachments]


def mouth(local: LocalDiscord, alive: Living, studio: Studio) -> DiscordMouth:
    made = alive.mouth(local.clock.now)
    return DiscordMouth(
        made.line, made.http, made.messages, made.tickets, made.answering, made.directs, made.say,
        Pictures(studio),
    )  # fmt: skip


@pytest_asyncio.fixture
async def speaking(tmp_path: Path) -> AsyncIterator[Speaking]:
    studio = Studio(ImageFiles(lambda: [tmp_path / "bank"]))
    async with LocalDiscord() as local, living(local) as alive:
        yield Speaking(local, alive, mouth(local, alive, studio))
        assert local.violations == []
    await studio.close()


def galleries(message: Message) -> list[Json]:
    """The images of a message, as it shows them."""
    return [item for one in walk(message.components) if one["type"] == 12 for item in one["items"]]


async def test_a_matrix_is_a_picture_with_its_source_as_alt_text(speaking: Speaking) -> None:
    message = await speaking.said(Card("T", f"so\n\n$$\n{MATRIX}\n$$\n\nthen"))

    (shown,) = galleries(message)
    (file,) = message.attachments
    (data,) = speaking.data(message)
    assert shown["description"] == file["description"] == MATRIX
    assert shown["media"]["url"] == f"attachment://{file['filename']}"
    width, height = pixels(data)
    assert 60 < width < 600 and 60 < height < 300
    assert "matrix" not in message.text and "so" in message.text and "then" in message.text


async def test_a_long_formula_is_a_picture_that_says_what_the_line_said(speaking: Speaking) -> None:
    loss = r"L = -\log\sigma\left(\beta\log\frac{\pi(y_w\mid x)}{\rho(y_w\mid x)}\right)"

    message = await speaking.said(Card("T", f"$$ {loss} $$"))

    (shown,) = galleries(message)
    assert shown["description"].startswith("L = − log σ(β log")


async def test_a_short_formula_stays_in_its_line(speaking: Speaking) -> None:
    message = await speaking.said(Card("T", "$$ P(s) = 1 - (1 - s^r)^b $$ and $d_{model}$"))

    assert galleries(message) == [] == message.attachments
    assert "P(s) = 1 − (1 − sʳ)ᵇ" in message.text


@needs_chinese
async def test_a_chinese_table_is_a_picture_that_says_every_cell(speaking: Speaking) -> None:
    message = await speaking.said(Card("T", WIDE))

    (shown,) = galleries(message)
    assert shown["description"].splitlines()[:2] == [
        "方法 | 优点 | 缺点",
        "低秩适配 | 显存占用小，训练速度快 | 表达能力受限",
    ]
    assert "方法" not in message.text
    assert len(speaking.data(message)[0]) < 200_000


async def test_a_letter_that_no_font_has_stays_words(speaking: Speaking) -> None:
    message = await speaking.said(Card("T", WIDE.replace("低", "\U00012000")))

    assert galleries(message) == []
    assert "显存占用小" in message.text


async def test_a_formula_that_is_none_stays_code(speaking: Speaking) -> None:
    message = await speaking.said(Card("T", r"\[\begin{pmatrix} \unknown \end{pmatrix}\]"))

    assert galleries(message) == []
    assert "```tex" in message.text


async def test_what_must_be_opened_hides_its_pictures_too(speaking: Speaking) -> None:
    message = await speaking.said(Card("T", spoiler=f"$$ {MATRIX} $$", spoiler_title="Answer"))

    frames = [one for one in message.components if one["type"] == 17 and one.get("spoiler")]
    inside = [one["type"] for frame in frames for one in walk(frame["components"])]
    assert inside == [12]
    assert len(galleries(message)) == 1


@pytest.mark.parametrize(
    "fault", [broken(), broken(committed=True), dropped(), dropped(committed=True)], ids=str
)
async def test_a_picture_is_there_once_whatever_breaks(speaking: Speaking, fault: Any) -> None:
    speaking.discord.faults.on("post", fault)
    card = Card("T", f"$$ {MATRIX} $$")

    await speaking.said(card)
    message = await speaking.said(card)

    assert len(speaking.discord.messages(speaking.discord.general)) == 1
    assert len(message.attachments) == len(galleries(message)) == 1


async def test_where_we_may_send_no_files_a_card_is_said_in_words(speaking: Speaking) -> None:
    speaking.discord.deny(speaking.discord.general, Permit.ATTACH_FILES)
    card = Card("T", f"so\n\n$$\n{MATRIX}\n$$\n\nthen")
    message = await speaking.said(card)
    await speaking.mouth.open_thread(speaking.general, card, key="k:question")
    question = speaking.discord.messages(speaking.discord.general)[-1]

    for one in (message, question):
        assert galleries(one) == [] and one.attachments == []
        assert "matrix" in one.text
    assert question.thread is not None


async def test_a_card_that_loses_its_picture_keeps_no_file(speaking: Speaking) -> None:
    await speaking.said(Card("T", f"$$ {MATRIX} $$"))
    message = await speaking.said(Card("T", "no more"))

    assert message.attachments == [] == galleries(message)


@needs_chinese
async def test_more_pictures_than_a_message_takes_go_on_in_the_next(speaking: Speaking) -> None:
    table = "| 第{0}列 | b |\n| --- | --- |\n| 中文{0} | c |\n\n"
    body = "\n".join(table.format(at) for at in range(9))
    card = Card("T", body, spoiler="\n".join(table.format(at) for at in range(20, 29)))

    await speaking.said(card)

    first, second = speaking.discord.messages(speaking.discord.general)
    assert (len(first.attachments), len(second.attachments)) == (10, 8)


async def test_a_forums_question_has_its_picture(speaking: Speaking) -> None:
    forum = speaking.discord.world.channel(speaking.discord.home, "questions", kind=FORUM)
    place = Channel(speaking.general.community, str(forum.id))

    thread = await speaking.mouth.open_thread(place, Card("T", f"$$ {MATRIX} $$"), key="k:q")

    (message,) = speaking.discord.messages(speaking.discord.world.channels[int(thread.id)])
    assert len(message.attachments) == len(galleries(message)) == 1


async def test_a_text_that_grows_gets_its_pictures_when_it_has_come(speaking: Speaking) -> None:
    async def updates() -> AsyncIterator[Delta | Card]:
        yield Card("Feedback")
        for piece in ("It is\n\n$$", MATRIX, "$$\n\nso there"):
            yield Delta("text", piece)
            await asyncio.sleep(0.01)

    await speaking.mouth.stream(speaking.general, updates(), key="k:grade", to=speaking.ann)

    (message,) = speaking.discord.messages(speaking.discord.general)
    assert len(message.attachments) == len(galleries(message)) == 1
    assert "so there" in message.text
    sent = speaking.discord.sent("post", "edit")
    assert [bool(one.files) for one in sent] == [False] * (len(sent) - 1) + [True]


async def test_an_image_beside_the_bank_is_shown_with_its_words(
    speaking: Speaking, tmp_path: Path
) -> None:
    (tmp_path / "bank/img").mkdir(parents=True)
    (tmp_path / "bank/img/cache one.png").write_bytes(png())
    chapter = tmp_path / "bank/chapter.md"
    chapter.touch()

    card = Card("T", "See ![the cache](img/cache%20one.png) here", beside=str(chapter))
    message = await speaking.said(card)

    (shown,) = galleries(message)
    assert shown["description"] == "the cache"
    assert speaking.data(message) == [png()]
    assert "See the cache here" in message.text


async def test_an_image_of_the_web_is_shown_from_there(speaking: Speaking, tmp_path: Path) -> None:
    address = "https://example.org/cache.png"
    card = Card("T", f"![the cache]({address})", beside=str(tmp_path / "bank/chapter.md"))

    message = await speaking.said(card)

    assert galleries(message) == [{"media": {"url": address}, "description": "the cache"}]


@pytest.mark.parametrize(
    "path", ["../secret.png", "/etc/passwd", "link.png", "gone.png", "text.png"]
)
async def test_what_lies_elsewhere_is_never_sent(
    speaking: Speaking, tmp_path: Path, path: str
) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "secret.png").write_bytes(png())
    (tmp_path / "bank/link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "bank/text.png").write_text("token=1")
    chapter = tmp_path / "bank/chapter.md"
    chapter.touch()

    message = await speaking.said(Card("T", f"![alt words]({path})", beside=str(chapter)))

    assert message.attachments == [] == galleries(message)
    assert "alt words" in message.text


async def test_words_that_are_not_the_banks_show_no_image(speaking: Speaking) -> None:
    body = "![a](https://example.org/x.png) ![b](/etc/passwd) ![c](README.md)"

    message = await speaking.said(Card("T", body))

    assert galleries(message) == [] == message.attachments
    assert "https://example.org/x.png" in message.text


async def test_what_takes_too_long_to_draw_is_said_in_words() -> None:
    async def slow(drawing: Drawing, alt: str) -> Picture | None:
        await asyncio.sleep(5)
        return None

    started = asyncio.get_running_loop().time()
    assert await Pictures(slow, seconds=0.05).of(Card("T", f"$$ {MATRIX} $$")) == {}
    assert asyncio.get_running_loop().time() - started < 1


CHAPTER = f"""# Attention

## 1. Caches

### Q. What does a rotary position turn?

> **Company**: Acme | **Round**: first | **Date**: 2025-08-26 | **Tags**: [RoPE]

It turns each pair of numbers by an angle:

$$
{MATRIX}
$$

![a pair that turns](img/turn.png)
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank of one chapter, with an image."""
    (tmp_path / "bank/img").mkdir(parents=True)
    (tmp_path / "bank/img/turn.png").write_bytes(png())
    (tmp_path / "bank/chapter.md").write_text(CHAPTER)
    return tmp_path / "bank"


async def test_a_question_that_is_looked_up_hides_its_pictures_until_it_is_opened(
    bank: Path, tmp_path: Path
) -> None:
    async with LocalDiscord() as local, town(local, tmp_path / "home", bank=bank) as app:
        (question,) = app.bank().questions
        used = await local.slash("bank show", question=question.id)
        shown = await local.answered(used, 5)

        hidden = [one for one in shown.components if one.get("spoiler")]
        inside = [one for frame in hidden for one in walk(frame["components"]) if one["type"] == 12]
        assert len(inside) == len(galleries(shown)) == len(shown.attachments) == 2
        assert local.violations == []


async def test_a_members_reveal_shows_the_banks_formula_and_image(
    bank: Path, tmp_path: Path
) -> None:
    async with (
        LocalDiscord() as local,
        town(local, tmp_path / "home", bank=bank) as app,
    ):
        used = await local.slash("quiz", tag="RoPE")
        await app.pump.settled(f"discord:i:{used.id}")
        question = local.messages(local.general)[-1]
        pressed = await local.press(question, "reveal")
        revealed = await local.answered(pressed, 9)

        assert question.attachments == []
        assert [one["description"] for one in galleries(revealed)] == [
            MATRIX,
            "a pair that turns",
        ]
        assert png() in [local.desk.files[int(one["id"])] for one in revealed.attachments]
        assert revealed.only_to is not None
        assert local.violations == []


MISSED = Card(
    title="The answer",
    body="### What 5 people covered",
    figure=Figure(
        Bars("What is a batch?", ("covered", "missed"), (("Several at once", (3, 2)),)),
        "Several at once: covered 3, missed 2",
        "| Checkpoint | covered | missed |\n|---|--:|--:|\n| Several at once | 3 | 2 |",
    ),
    note="late",
)


async def test_a_figure_is_drawn_with_its_alt_text_in_place_of_its_table(
    speaking: Speaking,
) -> None:
    said = await speaking.said(MISSED)
    (data,) = speaking.data(said)
    assert data.startswith(b"\x89PNG")
    shown = str(said.components)
    assert "Several at once: covered 3, missed 2" in shown
    assert "What 5 people covered" in said.text
    assert "Checkpoint" not in said.text


def test_a_figure_that_is_not_drawn_stands_as_its_table() -> None:
    (payload,) = cards.messages(MISSED)
    for word in ("Checkpoint", "Several at once", "missed", "late"):
        assert word in str(payload)
    assert "files" not in payload
