"""A maintainer looks at what a question is judged by, and changes it, in the chat."""

from pathlib import Path

from bot.core.chat import Card, Form, Role
from bot.core.commands import read
from bot.core.requests import Refused
from tests.house import GENERAL, House, button, house

AUTHORED = """
### Q. What is GQA?
> **Id**: gqa

Groups of heads share keys.

#### Rubric
- (must) Heads share keys and values.
- The cache becomes smaller.
- Quality hardly suffers.

### Q. What is MQA?
> **Id**: mqa

- All heads share keys and values.
- The cache becomes smallest.
- Quality suffers a little.

### Q. What is MHA?
> **Id**: mha
"""
LIST = """\
- (must, weight 2) One head of keys and values for all.
  - accept: all queries share one key
  - zh: 所有头共享一组键和值
- The cache becomes smallest.
- Quality suffers a little.
"""


def bank(home: Path, text: str = AUTHORED) -> Path:
    file = home / "bank" / "mine.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


async def shows(you: House, wanted: str = "mqa") -> Card:
    card = await you.says(f"/bank rubric {wanted}")
    assert isinstance(card, Card)
    return card


async def told(you: House) -> Card:
    card = (await you.sees(GENERAL))[-1].card
    assert card is not None
    return card


async def opens(you: House, card: Card) -> Form:
    form = await you.presses(button(card, "rubric_edit"), GENERAL)
    assert isinstance(form, Form)
    return form


def facts(card: Card) -> dict[str, str]:
    return {one.name: one.value for one in card.fields}


async def test_it_is_shown_edited_and_shown_to_be_reviewed(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        card = await shows(boss)
        assert card.body.splitlines() == [
            "- All heads share keys and values.",
            "- The cache becomes smallest.",
            "- Quality suffers a little.",
        ]
        assert facts(card) == {
            "Made by": "code, from the reference answer",
            "Reviewed": "not yet",
        }
        assert "coach bank rubric mqa --draft" in card.note
        form = await opens(boss, card)
        assert form.inputs[0].value == card.body
        assert await boss.fills(form, GENERAL, text=LIST) is None
        kept = await told(boss)
        assert kept.body == LIST.strip()
        assert facts(kept) == {"Made by": "a maintainer", "Reviewed": "yes"}
        assert (await shows(boss)).body == LIST.strip()
        rubric = await you.app.coach.grading.rubrics.of(you.app.bank().questions[1])
        assert [one.id for one in rubric] == ["c1", "c2", "c3"]
        assert rubric[0].said("zh") == "所有头共享一组键和值"


async def test_in_chinese_the_list_has_chinese_words(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        await boss.fills(await opens(boss, await shows(boss)), GENERAL, text=LIST)
        boss.language = "zh"
        card = await shows(boss)
        assert card.body.startswith("- （必须，权重 2）One head")
        assert "可接受：all queries share one key" in card.body
        assert facts(card) == {"来自": "维护者", "已审核": "是"}
        await boss.fills(await opens(boss, card), GENERAL, text=card.body)
        boss.language = "en"
        assert (await shows(boss)).body == LIST.strip()


async def test_what_was_cut_can_be_approved_once(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        card = await shows(boss)
        await boss.presses(button(card, "rubric_approve"), GENERAL)
        approved = await told(boss)
        assert facts(approved)["Reviewed"] == "yes"
        assert all(not one.action.startswith("rubric_approve") for one in approved.buttons)
        await boss.presses(button(card, "rubric_approve"), GENERAL)
        assert (await told(boss)).body == approved.body


async def test_of_two_who_edit_at_once_one_is_told_and_keeps_their_words(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        other = you.as_("other", Role.MAINTAINER)
        first, second = await opens(boss, await shows(boss)), await opens(other, await shows(other))
        await boss.fills(first, GENERAL, text=LIST)
        await other.fills(second, GENERAL, text="- Something else\n- ``` and more")
        card = await told(other)
        assert "changed meanwhile" in card.body
        assert "- Something else" in card.spoiler
        assert (await shows(other)).body == LIST.strip()
        stale = await boss.presses(f"rubric_approve:{first.action.split(':')[1]}:mqa", GENERAL)
        assert stale is None
        assert "changed meanwhile" in (await told(boss)).body


async def test_what_cannot_be_read_is_given_back_with_the_line(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        form = await opens(boss, await shows(boss))
        await boss.fills(form, GENERAL, text="- one\n  - acept: two\n")
        card = await told(boss)
        assert "Line 2" in card.body
        assert "acept: two" in card.spoiler
        assert isinstance(await opens(boss, card), Form)
        assert facts(await shows(boss))["Reviewed"] == "not yet"


async def test_an_authors_rubric_says_where_it_is_edited(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        card = await shows(boss, "What is GQA?")
        assert card.body.splitlines()[0] == "- (must) Heads share keys and values."
        assert facts(card) == {
            "Made by": "the author of the question, in mine.md:2: change it there"
        }
        assert [one.action for one in card.buttons] == ["show:gqa"]
        refused = await boss.presses("rubric_edit:gqa", GENERAL)
        assert isinstance(refused, Card)
        assert "mine.md:2" in refused.body


async def test_without_an_answer_there_is_nothing_to_judge_by(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        card = await shows(boss, "mha")
        assert "not judged" in card.body
        assert card.fields == ()


async def test_a_changed_answer_brings_earlier_work_back_to_be_looked_at(tmp_path: Path) -> None:
    file = bank(tmp_path)
    async with house(tmp_path, bank=file) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        await boss.fills(await opens(boss, await shows(boss)), GENERAL, text=LIST)
    file.write_text(AUTHORED.replace("becomes smallest", "is the smallest"), encoding="utf-8")
    async with house(tmp_path, bank=file) as you:
        boss = you.as_("boss", Role.MAINTAINER)
        card = await shows(boss)
        assert "has changed since" in facts(card)["Out of date"]
        assert card.spoiler == LIST.strip()
        assert (await opens(boss, card)).inputs[0].value == LIST.strip()


async def test_members_are_refused_whichever_way_they_come(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        refused = await you.says("/bank rubric mqa")
        assert isinstance(refused, Card)
        assert "maintainer" in refused.body.casefold()
        assert not isinstance(await you.presses("rubric_edit:mqa", GENERAL), Form)
        boss = you.as_("boss", Role.MAINTAINER)
        card = await shows(boss)
        await you.presses(button(card, "rubric_approve"), GENERAL)
        assert facts(await shows(boss))["Reviewed"] == "not yet"


async def test_a_name_that_is_not_there_is_answered_with_near_ones(tmp_path: Path) -> None:
    async with house(tmp_path, bank=bank(tmp_path)) as you:
        card = await shows(you.as_("boss", Role.MAINTAINER), "What is MQAA?")
        assert "What is MQA" in card.body or "mqa" in card.body
        assert isinstance(read("/bank rubric", you.who()), Refused)
