"""Names that mean one thing have one key."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core import tags
from bot.core.aliases import Aliases

ALI = ("阿里巴巴", "阿里", "Alibaba")
ALIASES = Aliases({"company": [ALI, ("字节跳动", "字节")], "tag": [("Chain-of-Thought", "CoT")]})


def test_the_names_of_a_group_have_one_key_and_any_other_name_its_own() -> None:
    assert {ALIASES.key("company", one) for one in ALI} == {ALIASES.key("company", "ALI BABA")}
    assert ALIASES.key("company", "字节") != ALIASES.key("company", "阿里")
    assert ALIASES.key("company", "Some One") == tags.key("someone")


def test_a_group_is_of_one_kind() -> None:
    assert ALIASES.key("tag", "阿里") == "阿里"
    assert ALIASES.key("chapter", "CoT") == "cot"


def test_every_name_of_a_group_can_be_asked_for_by_its_key() -> None:
    assert ALIASES.names("company", ALIASES.key("company", "alibaba")) == ALI
    assert ALIASES.names("company", "unknown") == ()
    assert ALIASES.names("chapter", "unknown") == ()


def test_groups_with_a_name_in_common_are_one_even_through_a_third() -> None:
    linked = Aliases({"tag": [("a", "b"), ("c", "d"), ("B", "c")]})
    assert {linked.key("tag", one) for one in "abcd"} == {linked.key("tag", "a")}
    assert sorted(linked.names("tag", linked.key("tag", "d"))) == ["a", "b", "c", "d"]


def test_what_is_added_joins_the_groups_it_shares_a_name_with_and_stands_first() -> None:
    more = ALIASES.plus(Aliases({"company": [("Ali", "Alibaba"), ("New", "新")]}))
    assert more.key("company", "ali") == more.key("company", "阿里")
    assert more.names("company", more.key("company", "ali")) == (
        "Ali",
        "Alibaba",
        "阿里巴巴",
        "阿里",
    )
    assert more.key("company", "新") == more.key("company", "new")
    assert more.key("tag", "cot") == ALIASES.key("tag", "Chain of Thought")
    assert ALIASES.key("company", "ali") == "ali"


def test_empty_groups_and_names_without_a_letter_change_nothing() -> None:
    odd = Aliases({"tag": [(), ("-",), ("-", "a", "b"), ("/", "c")]})
    assert odd.key("tag", "a") == odd.key("tag", "b")
    assert odd.key("tag", "-") == ""
    assert odd.key("tag", "c") == "c"


NAMES = st.lists(st.lists(st.sampled_from("abcdefgh")).map(tuple), max_size=8)


@given(NAMES, NAMES)
def test_two_names_have_one_key_where_a_chain_of_groups_leads_from_one_to_the_other(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    whole = Aliases({"tag": first}).plus(Aliases({"tag": second}))
    for one in "abcdefgh":
        reached = {one}
        for _ in "abcdefgh":
            reached |= {name for group in [*first, *second] if reached & {*group} for name in group}
        assert {x for x in "abcdefgh" if whole.key("tag", x) == whole.key("tag", one)} == reached
