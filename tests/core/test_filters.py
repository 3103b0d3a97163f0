"""The language of filters: what may be typed, and that it can be typed again."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core import filters
from bot.core.errors import BadInput
from bot.core.filters import FILTERS, NAMES, Query, read, written


@pytest.mark.parametrize(
    ("typed", "words", "found"),
    [
        ("", "", []),
        ("  paged   attention ", "paged attention", []),
        ("tag:CoT", "", [("tag", "CoT")]),
        ("why tag:CoT", "why", [("tag", "CoT")]),
        ('tag:"KV Cache" why', "why", [("tag", "KV Cache")]),
        ("tag:“KV Cache” why", "why", [("tag", "KV Cache")]),
        ("tag:「KV Cache」why", "why", [("tag", "KV Cache")]),
        ("tag:『KV Cache』 why", "why", [("tag", "KV Cache")]),
        ("tag:'Goodhart's Law' why", "why", [("tag", "Goodhart's Law")]),
        ('tag:"KV Cache” why', "why", [("tag", "KV Cache")]),  # a phone's own quotes
        ("tag:“KV Cache“ why", "why", [("tag", "KV Cache")]),
        ('tag:"KV Cache', "", [("tag", "KV Cache")]),  # the quote was never closed
        ('tag:"a ""b"" c" d', "d", [("tag", 'a "b" c')]),
        ('tag:"KV Cache", "MoE" why', "why", [("tag", "KV Cache,MoE")]),
        ("tag:KV Cache paging", "", [("tag", "KV Cache paging")]),  # the bank tells them apart
        ("tag:KV Cache company:阿里", "", [("tag", "KV Cache"), ("company", "阿里")]),
        ("标签：思维链 公司：阿里", "", [("tag", "思维链"), ("company", "阿里")]),
        ("标签：「KV 缓存」公司：阿里", "", [("tag", "KV 缓存"), ("company", "阿里")]),
        ("tag:MoE，company:阿里", "", [("tag", "MoE"), ("company", "阿里")]),
        ("TAG : MoE Round： 一面", "", [("tag", "MoE"), ("round", "一面")]),
        ("tag:a tag:b", "", [("tag", "a"), ("tag", "b")]),
        ("tag: company:阿里", "", [("company", "阿里")]),
        ("metatag:x and http://y", "metatag:x and http://y", []),
        ("difficulty:难", "", [("difficulty", "hard")]),
        ("难度：困难 注意力", "注意力", [("difficulty", "hard")]),
        ("difficulty:easy, 中等 attention", "attention", [("difficulty", "easy,medium")]),
        ("language:中文 attention", "attention", [("language", "zh")]),
        ("lang:EN,中文", "", [("language", "en,zh")]),
        ("since:2025-08 kv cache", "kv cache", [("since", "2025-08")]),
        ("从：2025年8月 到：2025年9月1日", "", [("since", "2025-08"), ("until", "2025-09-01")]),
        ("since:2025 年 8 月 kv", "kv", [("since", "2025-08")]),
    ],
)
def test_a_query_is_words_and_filters(typed: str, words: str, found: list[tuple[str, str]]) -> None:
    assert read(typed) == Query(words, tuple(found))


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2025", "2025"),
        ("2025-8", "2025-08"),
        ("2025/08/2", "2025-08-02"),
        ("2025.08", "2025-08"),
        ("202508", "2025-08"),
        ("20250826", "2025-08-26"),
        ("２０２５年８月２６日", "2025-08-26"),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, date: str) -> None:
    assert filters.date(typed) == date


@pytest.mark.parametrize(
    ("typed", "value", "key"),
    [
        ("since:yesterday", "yesterday", "error.unknown_date"),
        ("since:last week attention", "last", "error.unknown_date"),
        ("until:2025-13", "2025-13", "error.unknown_date"),
        ("until:2025-08-32", "2025-08-32", "error.unknown_date"),
        ("since:-", "-", "error.unknown_date"),
        ("difficulty:impossible", "impossible", "error.unknown_choice"),
        ("language:klingon", "klingon", "error.unknown_choice"),
    ],
)
def test_what_is_no_date_no_difficulty_and_no_language_is_said_to_be_none(
    typed: str, value: str, key: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read(typed)
    assert refused.value.key == key
    assert refused.value.facts["value"] == value


def read_or_refused(text: str) -> Query | str:
    """The query, or the key of the sentence that refuses it."""
    try:
        return read(text)
    except BadInput as refused:
        return refused.key


NASTY = (
    st.text(st.sampled_from("ab \n\t\u3000,，、;；:：\"“”＂'‘’「」『』标签tag公司从é💥\0"))
    | st.text()
)


@given(NASTY, st.lists(st.tuples(st.sampled_from(("tag", "company", "round", "chapter")), NASTY)))
@example("since tag: x", [("tag", 'a"b')])
@example("", [("tag", ","), ("company", "“”"), ("round", "tag:x"), ("chapter", "x,tag:y")])
def test_a_query_that_was_read_can_be_typed_again(
    words: str, listed: list[tuple[str, str]]
) -> None:
    kept = tuple((name, value.strip()) for name, value in listed if value.strip())
    query = Query(" ".join(words.split()), kept)
    again = read(str(query))
    assert again.filters == kept
    assert read(str(again)) == again
    if read_or_refused(query.words) == Query(query.words):
        assert again == query


@given(st.lists(st.sampled_from([*NAMES, *(" ", ":", "：", '"', "「", "x", ",", "2025", "难")])))
@example(["SİNCE", ":", "x"])
@example(["tag", " ", ":", '"'])
def test_no_text_is_anything_but_a_query_or_a_refusal(parts: list[str]) -> None:
    found = read_or_refused("".join(parts))
    if isinstance(found, Query):
        assert {name for name, _ in found.filters} <= set(FILTERS)
        assert read(str(found)) == found
    else:
        assert found in ("error.unknown_date", "error.unknown_choice")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for typed in (text, f"tag:{text}", f'since:"{text}', f"difficulty：{text}"):
        found = read_or_refused(typed)
        assert found == read_or_refused(str(found)) if isinstance(found, Query) else found


@pytest.mark.parametrize(
    "typed",
    [
        'tag:"',
        "tag:「 ",
        "tag:' ",
        "since tag:",
        "tag:a, ",
        "语言",
        "difficulty:易 x ",
        ": ",
        '"" ',
    ],
)
def test_a_text_of_a_hundred_thousand_characters_is_read_in_a_moment(typed: str) -> None:
    text = "tag:x " + typed * (100_000 // len(typed))
    begun = time.process_time()
    str(read_or_refused(text))
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("阿里", "company:阿里"),
        ("Ant Group", 'company:"Ant Group"'),
        ('the "Lab"', 'company:"the ""Lab"""'),
        ("a,b", "company:a,b"),
        ("a,", 'company:"a,"'),
    ],
)
def test_a_filter_is_written_with_quotes_where_it_needs_them(value: str, shown: str) -> None:
    assert written("company", value) == shown
    assert read(shown).filters == (("company", value),)


def test_a_comma_means_either() -> None:
    assert filters.either("阿里， Meta、 JD.com") == ["阿里", "Meta", "JD.com"]
    assert filters.either(",") == [","]
