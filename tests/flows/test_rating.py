"""What whoever presses "useful" or "not useful" under feedback is told."""

from pathlib import Path

from bot.core.chat import Card
from tests.flows.conversation import ANSWER, FIRST, bank
from tests.house import House, button, house
from tests.judges import judged_by


async def answered(you: House) -> str:
    """The attempt that a member's answer made."""
    thread, _ = await you.quiz("/quiz")
    await you.says(ANSWER, thread)
    return button((await you.sees(thread))[-1].card or Card(), "dispute").partition(":")[2]


async def test_who_finds_feedback_useful_is_thanked(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST, sure=0.95), bank=bank(tmp_path)) as you:
        attempt = await answered(you)
        card = await you.presses(f"rate:{attempt}:useful", (await you.quiz("/quiz"))[0])
        assert isinstance(card, Card)
        assert (card.body, card.buttons) == ("Good to hear, thank you.", ())


async def test_who_does_not_is_shown_what_can_be_done(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST, sure=0.95), bank=bank(tmp_path)) as you:
        attempt = await answered(you)
        place = (await you.quiz("/quiz"))[0]
        card = await you.presses(f"rate:{attempt}:useless", place)
        assert isinstance(card, Card)
        offered = [one.action for one in card.buttons]
        assert offered == [f"why:{attempt}", f"dispute:{attempt}"]
        other = await you.as_("another").presses(f"rate:{attempt}:useless", place)
        assert isinstance(other, Card)
        assert other.buttons == ()
