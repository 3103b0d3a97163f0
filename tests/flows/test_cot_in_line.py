"""A demonstration waits behind the feedback that others wait for, says so, and can be stopped."""

import asyncio
from pathlib import Path

from bot import settings
from bot.app import running
from bot.core.chat import Direct
from bot.core.ears import deliver
from bot.core.requests import SubmitAnswer
from tests.flows.test_in_line import ANSWER, HeldModel
from tests.house import SEED, House, button, verdicts


async def test_a_run_waits_for_feedback_and_then_goes_its_way(tmp_path: Path) -> None:
    chosen = settings.read(
        coach_home=tmp_path, coach_bank=str(SEED), coach_timezone="Etc/UTC", llm_at_once=1
    )
    model = HeldModel(
        lambda asked: "The answer is 18" if "sheep" in str(asked) else verdicts(),
        weigh=lambda _: "C",
    )
    model.goes_on = asyncio.Event()
    async with running(chosen, "play", ["web"], model) as app:
        ann, dan, ben, cem = (House(app).as_(name) for name in ("ann", "dan", "ben", "cem"))
        thread, card = await ann.quiz()
        posting = button(card, "answer").partition(":")[2]
        for one in (ann, dan):
            who = one.who(thread)
            answer = who.wants(SubmitAnswer, posting=posting, text=ANSWER, private=False)
            await deliver(answer, app.recorder.accept, app.coach.ask)
        await asyncio.sleep(0.3)
        line = "/cot run self-consistency How many sheep?"
        places = Direct(ben.member), Direct(cem.member)
        runs = [
            asyncio.create_task(one.says(line, place))
            for one, place in zip((ben, cem), places, strict=True)
        ]
        async with asyncio.timeout(15):
            for one, place in zip((ben, cem), places, strict=True):
                while not any("in line" in said for said in await shown(one, place)):
                    await asyncio.sleep(0.05)
        waiting = (await cem.sees(places[1]))[-1]
        assert waiting.card is not None
        await cem.presses(button(waiting.card, "stop"), places[1])
        async with asyncio.timeout(15):
            while "stop" not in (await shown(cem, places[1]))[-1].casefold():
                await asyncio.sleep(0.05)
        model.goes_on.set()
        async with asyncio.timeout(20):
            await asyncio.gather(*runs)
        assert "Self-consistency: 18" in (await shown(ben, places[0]))[-1]


async def shown(you: House, place: Direct) -> list[str]:
    """Titles and bodies of the cards that the member sees."""
    return [f"{one.card.title}\n{one.card.body}" for one in await you.sees(place) if one.card]
