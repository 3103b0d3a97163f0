"""Which names may be meant by what was typed so far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import tags
from bot.core.completing import MOST, Names
from tests.core.small_bank import bank


def offered(kind: str, typed: str) -> list[str]:
    return [one.label for one in bank().complete(kind, typed)]


def test_where_nothing_was_typed_the_most_frequent_come_first() -> None:
    counts = [one.count for one in bank().complete("tag", "")]
    assert offered("tag", "")[:3] == ["RAG", "KV Cache", "RLHF"]
    assert counts == sorted(counts, reverse=True)
    assert offered("round", " ")[:2] == ["一面", "二面"]


def test_the_name_itself_comes_before_names_that_begin_so_and_those_before_names_within() -> None:
    names = Names("\n".join(["fragment", "ragas", "storage", "rag", "ragtime"]))
    assert names.complete("rag") == [3, 1, 4, 0, 2]


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        ("tag", "思维", "思维链"),
        ("tag", "chain of", "思维链"),  # under another of its names, spelled as the bank has it
        ("tag", "CoT", "思维链"),
        ("tag", "kv ca", "KV Cache"),
        ("tag", "KV缓", "KV Cache"),
        ("tag", "ＫＶ", "KV Cache"),
        ("tag", "nucleus", "Top-p"),
        ("tag", "流式", None),
        ("company", "ali", "阿里"),
        ("company", "巴巴", "阿里"),
        ("company", "tik", None),
        ("company", "byte", "字节跳动"),
        ("round", "1", "一面"),
        ("round", "first", "一面"),
        ("round", "hr", "HR Round"),
        ("chapter", "训练", "训练与对齐"),
        ("tag", "spculative", "Speculative Decoding"),
        ("tag", "specualtive deco", "Speculative Decoding"),
        ("tag", "Quantzation", "Quantization"),
        ("tag", "qz", None),
        ("company", "Micorsoft", "Microsoft"),
    ],
)
def test_what_is_typed_offers_what_is_meant(kind: str, typed: str, first: str | None) -> None:
    assert next(iter(offered(kind, typed)), None) == first


def test_a_kind_that_there_is_not_offers_nothing() -> None:
    assert offered("zone", "asia") == offered("zone", "") == []


def test_no_more_than_a_platform_shows_are_offered_and_none_twice() -> None:
    keys = [f"model{number}" for number in range(60)]
    names = Names("\n".join(keys), [number // 2 for number in range(60)])
    for typed in ("", "model", "odel", "model5", "modle3"):
        rows = names.complete(typed)
        assert 0 < len(rows) <= MOST
        assert len(set(rows)) == len(rows)


def test_titles_are_offered_by_their_beginning_by_a_part_by_id_and_by_words_with_a_typo() -> None:
    def titled(typed: str) -> str:
        return bank().titled(typed)[0].id

    assert titled("How does pag") == "paged"
    assert titled("reranker look") == "rerank"
    assert titled("kv-zh") == "kv-zh"
    assert titled("秩怎么") == "lora-zh"
    assert titled("memory lora") == "lora"
    assert [one.id for one in bank().titled("")][:2] == ["kv", "kv-zh"]
    assert len(bank().titled("")) == MOST


KEYS = st.lists(st.text("ab链", min_size=1, max_size=5), max_size=30)


@given(KEYS, st.text("ab链", max_size=4), st.integers(1, 40), st.booleans())
def test_it_finds_what_looking_at_every_name_finds(
    keys: list[str], wanted: str, most: int, several: bool
) -> None:
    rows = [number // 2 for number in range(len(keys))] if several else range(len(keys))
    ranked = [
        *(row for key, row in zip(keys, rows, strict=True) if key == wanted),
        *(row for key, row in zip(keys, rows, strict=True) if key.startswith(wanted)),
        *(row for key, row in zip(keys, rows, strict=True) if wanted in key),
    ]
    names = Names("\n".join(keys), rows if several else None)
    found = names.complete(wanted, most=most, typos=False)
    assert found == list(dict.fromkeys(ranked))[:most]
    near = names.complete(wanted, most=most)
    assert near == found if found else set(near) <= set(rows)


@given(st.lists(st.text(min_size=1)), st.text())
def test_any_names_and_any_text_are_met(known: list[str], typed: str) -> None:
    keys = [tags.key(one) for one in known]
    found = Names("\n".join(keys)).complete(tags.key(typed))
    assert all(0 <= row < len(keys) for row in found)
