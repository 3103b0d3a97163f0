"""A question for many channels, by real programs: each channel has one, at the full rate."""

from pathlib import Path

import pytest

from bot.platforms.discord.sending.pace import RATE
from tests.kills.template import home_in
from tests.platforms.discord.fanning import FanOut
from tests.wire.discord.server import LocalDiscord

pytestmark = pytest.mark.soak


@pytest.mark.parametrize(("channels", "programs", "kills"), [(60, 1, 1), (120, 3, 0), (120, 3, 2)])
async def test_each_channel_has_one_question_and_discord_refuses_none(
    tmp_path: Path, channels: int, programs: int, kills: int
) -> None:
    async with LocalDiscord() as local:
        fan = FanOut(local, await home_in(tmp_path), channels, programs)
        await fan.accepted()
        await fan.drained(kills=kills)

        assert fan.wrong() == {}
        assert (fan.refused(), local.violations) == (0, [])
        assert fan.busiest() <= 50
        if not kills:
            assert fan.rate() >= 0.9 * RATE
