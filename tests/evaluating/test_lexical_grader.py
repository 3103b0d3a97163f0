"""The lexical estimate as a grader: fitted on other questions, or as it ships."""

from dataclasses import replace

from bot.cli.eval_lexical import Lexical, shipped
from bot.evaluating.crossing import arranged
from bot.evaluating.item import Item
from tests.evaluating.sets import made_up

ITEM = Item(
    group="kv",
    question="What does a KV cache keep?",
    reference="It keeps the keys and values of earlier tokens, so that none is computed again.",
    answer="The keys and values of earlier tokens, so nothing is computed again.",
    score=1.0,
    language="en",
    id="kv.1",
)
CHINESE = replace(
    ITEM,
    question="KV 缓存保存什么？",
    reference="保存之前词元的键和值，这样就不必重新计算。",
    answer="保存之前词元的键和值，不用重新计算。",
    language="zh",
)


async def test_what_ships_tells_a_good_answer_from_an_idle_one_in_both_languages() -> None:
    grader = shipped()
    for item, idle in ((ITEM, "It is a nice thing to have."), (CHINESE, "这个东西很好用。")):
        good = await grader.grade(item)
        bad = await grader.grade(replace(item, answer=idle))
        assert good.score is not None and bad.score is not None
        assert good.score > bad.score + 0.3
        assert good.band is not None
        assert good.band[0] <= good.score <= good.band[1]


async def test_weights_are_fitted_on_the_other_questions() -> None:
    data = made_up(questions=5)
    first = data.groups["q0"]
    turned = [replace(one, score=1 - one.score) for one in data.items if one.group == "q1"]
    kept = [one for one in data.items if one.group != "q1"]
    plain = await arranged(Lexical(), data).grade(first[0])
    changed = await arranged(Lexical(), data, [*kept, *turned]).grade(first[0])
    own = [replace(one, score=1 - one.score) for one in first]
    same = await arranged(Lexical(), data, [*own, *data.items[8:]]).grade(first[0])
    assert plain.score == same.score != changed.score


async def test_the_version_of_what_ships_is_that_of_its_weights_and_code() -> None:
    assert shipped().version == shipped().version != Lexical().version
