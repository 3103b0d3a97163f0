"""What filters let through, and what a search finds: best first, in English and in Chinese."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import filters, tags
from bot.core.bank import Bank
from bot.core.errors import BadInput, NothingMatches
from bot.core.gathering import gather
from bot.shelf import word_index
from bot.shelf.word_index import WordIndex
from tests.core import small_bank
from tests.core.small_bank import ids, question

BANK = small_bank.bank()


@pytest.fixture(scope="module", params=["scan", "index"])
def bank(request: pytest.FixtureRequest) -> Bank:
    """The small bank, once as it is searched without an index, and once with one."""
    if request.param == "scan":
        return BANK
    index = word_index.write(None, BANK.questions, BANK.aliases)
    return replace(BANK, found_by=WordIndex(index, BANK.index.ids))


def searched(bank: Bank, typed: str, limit: int = 10) -> list[str]:
    query = filters.read(typed)
    return ids(bank.search(query.words, query.filters, limit=limit))


# --- filters


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tag:CoT", "cot cot-zh cot-short"),
        ("tag:思维链", "cot cot-zh cot-short"),
        ("tag:chain of thoughts", "cot cot-zh cot-short"),
        ("tag:Top p", "top-p"),
        ("tag:nucleus sampling", "top-p"),
        ("tag:量化", "quant quant-zh"),
        ("tag:quantisation", "quant quant-zh"),
        ("tag:LoRA", "lora lora-zh"),
        ("tag:KL", "kl-zh"),
        ("tag:batchnorm", "norm"),
        ("tag:Tool Use", "tools"),
        ("company:阿里", "kv paged prefix kl-zh"),
        ("company:alibaba group", "kv paged prefix kl-zh"),
        ("company:字节跳动", "spec-zh quant-zh cot"),
        ("company:Kimi", "agent-zh"),
        ("company:谷歌", "quant"),
        ("round:第一轮", "kv prefix spec quant quant-zh top-p ttft-zh cot-zh chunk-zh lora-zh"),
        ("round:1st round company:Meta", "top-p"),
        ("round:终面", "rag rag-zh"),
        ("round:hr面", "cot"),
        ("round:电话面", "flash"),
        ("difficulty:困难", "spec spec-zh flash cot-short dpo rm-zh"),
        ("difficulty:easy language:中文", "kv-zh lora-zh grad-zh"),
        ("chapter:训练与对齐 tag:RLHF", "dpo rm-zh kl-zh"),
        ("chapter:rag AND agents tag:rerank", "rerank"),
        ("since:2025-10", "prefix rag-zh tools agent-zh"),
        ("since:2025-08-16 until:2025-08-31", "kv cot-zh rm-zh"),  # rm-zh: some day of August
        ("until:2024-11", "rerank norm grad-zh"),
        ("since:2025-09-02 until:2025-09", "paged kl-zh"),
        ("tag:KV Cache company:阿里 difficulty:easy", "kv"),
        ("tag:dpo，奖励模型", "dpo rm-zh"),
        ("company:腾讯、Google difficulty:easy,medium", "quant lora-zh"),
        ('tag:"KV Cache" tag:"prefix caching"', "prefix"),
    ],
)
def test_filters_find_what_they_name_under_any_of_its_names(typed: str, found: str) -> None:
    assert searched(BANK, typed, limit=50) == found.split()


def test_filters_take_any_spelling_of_a_tag_and_show_the_files() -> None:
    bank = gather(
        [question("A?", tags=("KV Cache",)), question("B?", tags=("kv-cache",), company="阿里")]
    )
    assert len(bank.matching([("tag", "ＫＶ cache")])) == 2
    assert bank.values("tag") == ["KV Cache"]
    assert [one.title for one in bank.matching([("tag", "KV Cache"), ("company", "阿里")])] == [
        "B?"
    ]


def test_a_tag_with_a_comma_in_its_name_is_one_tag() -> None:
    bank = gather([question("A?", tags=("Q, K, V",)), question("B?", tags=("Q",))])
    assert [one.title for one in bank.matching([("tag", "q, k, v")])] == ["A?"]


@pytest.mark.parametrize(
    ("typed", "key", "near"),
    [
        ("tag:KV Cash", "error.unknown_value_near", "KV Cache"),
        ("tag:spculative decoding", "error.unknown_value_near", "Speculative Decoding"),
        ("tag:KV Cash paging", "error.unknown_value_near", "KV Cache"),
        ("company:Micorsoft", "error.unknown_value_near", "Microsoft"),
        ("company:阿狸", "error.unknown_value", None),
        ("company:腾讯,Gogle", "error.unknown_value_near", "Google"),
        ("tag:Mamba", "error.unknown_value", None),
        ("round:六面", "error.unknown_value", None),
        ("since:2027", "error.nothing_dated", None),
        ("tag:LoRA company:Google", "error.nothing_matches", None),
    ],
)
def test_what_is_not_in_the_bank_is_said_with_what_is_near(
    typed: str, key: str, near: str | None
) -> None:
    with pytest.raises(NothingMatches) as nothing:
        searched(BANK, typed)
    assert nothing.value.key == key
    if near:
        assert near in str(nothing.value.facts["near"]).split(", ")


def test_an_empty_bank_says_that_it_is_empty() -> None:
    for wanted in ([], [("tag", "x")], [("question", "x")]):
        with pytest.raises(NothingMatches) as empty:
            gather([]).matching(wanted)
        assert empty.value.key == "error.empty_bank"
    assert gather([]).search("cache") == []
    assert gather([]).complete("tag", "c") == []
    assert gather([]).titled("c") == []


def test_a_date_that_came_unread_is_refused_in_a_sentence() -> None:
    for name in ("since", "until"):
        with pytest.raises(BadInput) as refused:
            BANK.matching([(name, "-")])
        assert refused.value.key == "error.unknown_date"


def test_a_question_is_named_by_its_id_or_by_its_title() -> None:
    assert ids(BANK.matching([("question", "lora-zh")])) == ["lora-zh"]
    assert ids(BANK.matching([("question", "how does LoRA save memory in fine tuning?")])) == [
        "lora"
    ]
    with pytest.raises(NothingMatches) as near:
        BANK.matching([("question", "How does LoRA")])
    assert near.value.facts["near"] == "lora"


# --- words


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("speculative", "spec"),
        ("Speculative Decoding distribution", "spec"),
        ("memory", "paged"),
        ("lora memory", "lora"),
        ("normalisation", "norm"),
        ("quantise weights", "quant"),
        ("caches", "kv"),
        ("rerankers", "rerank"),
        ("flash attention", "flash"),
        ("flashattention", "flash"),
        ("Paged Attention", "paged"),
        ("量化", "quant-zh"),
        ("接受", "spec-zh"),
        ("显存", "ttft-zh"),
        ("秩", "lora-zh"),
        ("过拟", "fold-zh"),
        ("智能体的记忆", "agent-zh"),
        ("草稿模型", "spec-zh"),
        ("How does LoRA work?", "lora"),
        ("什么是奖励模型", "rm-zh"),
        ("kv-zh", "kv-zh"),
        ("小红书", "chunk-zh"),
    ],
)
def test_the_first_that_is_found_is_what_was_meant(bank: Bank, typed: str, first: str) -> None:
    assert searched(bank, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "in_titles"),
    [
        ("memory", {"paged", "lora", "flash"}),
        ("幻觉", {"rag-zh"}),
        ("cache", {"kv"}),
        ("解码", {"kv-zh"}),
        ("batch", {"norm"}),
    ],
)
def test_questions_with_the_words_in_their_titles_come_first(
    bank: Bank, typed: str, in_titles: set[str]
) -> None:
    found = searched(bank, typed)
    assert set(found[: len(in_titles)]) == in_titles
    assert len(found) > len(in_titles) or typed == "memory"


def test_a_question_in_two_languages_is_found_once_in_the_one_that_was_typed(bank: Bank) -> None:
    assert [one for one in searched(bank, "kv") if one.startswith("kv")] == ["kv"]
    assert searched(bank, "缓存 解码")[0] == "kv-zh"
    assert "kv" not in searched(bank, "缓存 解码")
    assert searched(bank, "language:zh 缓存")[:1] == ["kv-zh"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tag:KV Cache paging", ["paged"]),  # known as far as `KV Cache`; the rest is a word
        ("tag:KV Cache, LoRA memory", ["paged", "lora"]),
        ("company:字节跳动 思维链", ["cot"]),  # under another name of its tag
        ("思维链 company:快手 压缩", ["cot-short"]),
        ("company:micro soft memory", ["lora"]),
        ('tag:"RLHF" KL', ["kl-zh"]),
        ("difficulty:hard 过优化", ["rm-zh"]),
        ("since:2025-08 压缩", ["cot-short"]),
        ("company:阿里 tag:kv缓存 blocks", ["paged"]),
        ("chapter:Inference and serving reward", []),
    ],
)
def test_words_and_filters_hold_together(bank: Bank, typed: str, found: list[str]) -> None:
    assert searched(bank, typed) == found


def test_without_words_all_that_pass_are_found_in_the_banks_order(bank: Bank) -> None:
    assert searched(bank, "", limit=3) == ["kv", "paged", "prefix"]
    assert len(searched(bank, "", limit=99)) == len(set(map(BANK.head, BANK.index.ids)))
    assert searched(bank, "tag:RAG") == ["rag", "rag-zh", "rerank", "chunk-zh"]
    assert searched(bank, "tag:RAG", limit=2) == ["rag", "rag-zh"]


def test_where_no_question_has_every_word_those_with_most_of_them_are_found(bank: Bank) -> None:
    assert searched(bank, "lora memory zeppelin")[0] == "lora"
    assert searched(bank, "zeppelin") == searched(bank, "?!") == []


def test_many_that_pass_a_filter_are_searched_as_few_are() -> None:
    listed = [
        question(f"What about cache {at}?", explicit_id=str(at), tags=("a" if at % 2 else "b",))
        for at in range(1300)
    ]
    bank = gather(listed)
    assert ids(bank.search("cache", [("tag", "a")], limit=3)) == ["1", "3", "5"]
    assert ids(bank.search("1299", [("tag", "b")])) == []


def test_similar_questions_are_told_with_how_alike_they_are(bank: Bank) -> None:
    (first, alike), *_ = bank.similar("How can LoRA save memory when fine-tuning?")
    assert (first.id, alike > 0.9) == ("lora", True)
    (first, alike), *_ = bank.similar("怎么用检索增强生成来降低幻觉")
    assert (first.id, alike > 0.6) == ("rag-zh", True)
    assert bank.similar("Zeppelin?") == []
    ranked = [alike for _, alike in bank.similar("Why does a cache make decoding faster?")]
    assert ranked == sorted(ranked, reverse=True)


TYPED = st.lists(
    st.sampled_from(
        [
            "tag:",
            "company:",
            "since:",
            "阿里",
            "KV Cache",
            "2025-08",
            "CoT",
            '"',
            ",",
            "，",
            " ",
            "量化",
        ]
    )
).map("".join)


@given(TYPED | st.text())
def test_any_text_finds_questions_or_is_refused_in_a_sentence(typed: str) -> None:
    def found(text: str) -> Sequence[str]:
        try:
            return searched(BANK, text)
        except BadInput as refused:
            return refused.key

    first = found(typed)
    assert first.startswith("error.") if isinstance(first, str) else len(first) <= 10


@given(st.text())
def test_a_tags_key_is_stable(text: str) -> None:
    assert tags.key(tags.key(text)) == tags.key(text) or not text.isascii()
