"""What words said under feedback mean; whatever may be an answer is one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.intents import Intent, meant
from bot.core.pointing import chosen, which
from bot.core.rubric import Checkpoint

ENGLISH: dict[Intent, list[str]] = {
    Intent.WHY: [
        "why?",
        "Why is c2 missing",
        "why partial",
        "why is c2 missing?",
        "But why was paging not counted?",
        "how come I lost points",
        "why did I get 40%?",
        "why didn't you count the part on batching",
        "How did you compute the score?",
        "how was my score calculated?",
        "explain my score",
        "What did I miss?",
        "where did I lose points?",
        "what's wrong with my answer?",
        "coach, why do you say that I never talked about the block table in my answer?",
        "ok, why only half for the second one?",
    ],
    Intent.SHOW: [
        "show me",
        "Show me the answer please",
        "what is the answer",
        "What's the correct answer?",
        "just tell me the answer",
        "can you show me the reference answer?",
        "I give up",
        "I give up, show me the answer",
        "what should I have said?",
    ],
    Intent.DISAGREE: [
        "I disagree",
        "I disagree with the verdict on c2",
        "I did say that",
        "I did mention paging!",
        "that's wrong, I said the cache grows linearly",
        "but I said it grows with the length",
        "no, I already explained that",
        "I disagree: my answer names the block table",
        "This is not fair, I said exactly that",
        "I don't agree with your score",
        "I clearly stated that it is memory bound",
        "you missed what I said about batching",
        "I want to dispute c3",
    ],
    Intent.RETRY: [
        "let me try again: it is memory bound",
        "Let me try again. The cache holds keys and values.",
        "I'd like to try again, the cost is linear",
        "can I try again?",
        "second attempt: pages of 16 tokens",
        "My revised answer: why? because it is bound by memory",
    ],
    Intent.ANSWER: [
        "Why does this work? Because each step reads all keys.",
        "Why is it missing? Because the block was evicted before the request came back.",
        "Why: the decode phase is memory bound",
        "Why not recompute? It costs quadratic time.",
        "Why does the score fall with length, since attention spreads thin",
        "Because it is wrong to share pages that are written to",
        "How come it is faster: fewer bytes are read per token",
        "Show me a GPU with enough memory and I show you a batch that fills it",
        "Show the block table to the kernel, which looks up each page",
        "The answer is that keys are cached",
        "What is the answer to fragmentation? Paging.",
        "What is missing is the write-back of the evicted block",
        "What did I miss in the cache leads to a full prefill",
        "Tell the scheduler the answer length in advance",
        "I disagree with the premise: the KV cache is not what limits throughput here, since the"
        " weights have to be read once for every step, whatever the number of requests in it, so"
        " that batching is what counts and the cache only limits how far it can go.",
        "I disagree with the premise that caches are always good",
        "Disagree with quorum reads when latency matters",
        "It did say EOS, so the sequence is over",
        "That's wrong in general: for short prompts prefill is compute bound",
        "That is wrong: prefix caching helps prefill only",
        "I said in the beginning that it is linear, and each new token adds one row",
        "I did the calculation: 2 * layers * heads * dim * 2 bytes",
        "I have seen that vLLM uses blocks of 16 tokens",
        "I give up throughput to get latency",
        "But the cache is shared between requests",
        "No, it grows linearly",
        "You missed a cache line, so you pay for a read of the whole block",
        "Let it try again with exponential backoff",
        "Retry: three times with backoff, then a dead letter queue",
        "Try again later with a smaller batch",
        "The scheduler lets me try again after preemption",
        "Reveal nothing to the client until the transaction commits",
        "Not covered by the mask, those positions are ignored",
        "partial sums are reduced over the blocks",
        "memory bandwidth",
        "Score: softmax of q k over the root of d",
        "",
    ],
}

CHINESE: dict[Intent, list[str]] = {
    Intent.WHY: [
        "为什么",
        "为什么？",
        "为啥没给分",
        "凭什么",
        "怎么扣的分",
        "为什么 c2 缺失？",
        "为什么第二条只算部分",
        "为什么分页那一点没给分",
        "为什么我的回答只有一半分？",
        "凭什么扣我的分",
        "请问为什么是缺失",
        "分数是怎么算出来的？",
        "我哪里答错了？",
        "解释一下评分",
        "扣分的原因是什么",
        "教练，为什么你觉得我没有说到块表这件事呢",
        "那为什么不给满分",
    ],
    Intent.SHOW: [
        "给我看答案",
        "看看参考答案",
        "公布答案",
        "答案是什么？",
        "请告诉我正确答案",
        "参考答案呢",
        "能不能看一下标准答案",
        "我放弃了",
        "我放弃，直接公布答案吧",
        "应该怎么回答？",
    ],
    Intent.DISAGREE: [
        "不同意",
        "我不同意这个判定",
        "不对，我说了",
        "我明明说了",
        "我明明说了是线性增长",
        "我有异议",
        "我不服",
        "但是我提到了分页",
        "我的回答里已经提到了",
        "判错了",
        "评分有误，我写了块表",
        "你没看到我写的第二段",
        "我不同意：我的回答提到了显存带宽",
        "我要申诉 c3",
    ],
    Intent.RETRY: [
        "我再答一次：是访存受限",
        "我再答一次",
        "让我再试一次：缓存保存历史的 K 和 V",
        "我想重新回答这道题，复杂度是 O(n²)",
        "重新回答：逐 token 生成",
        "我重新回答一下",
    ],
    Intent.ANSWER: [
        "不对的做法是每一步都重新计算",
        "不对，应该是按块分配",
        "不是，缓存只在解码阶段有用",
        "不同意的节点会发起新一轮选举",
        "为什么快？因为读的字节少",
        "为什么会变慢：每一步都要读全部权重",
        "为什么要分页，是为了减少碎片",
        "为什么是线性的？每个新 token 只加一行",
        "因为没有给分页表留空间",
        "怎么算的话，就是 2 * 层数 * 头数 * 维度",
        "怎么做：先写日志，再刷盘",
        "凭什么快？靠的是批处理",
        "答案是缓存 K 和 V",
        "答案是什么取决于批大小",
        "看答案长度，长的话解码占大头",
        "公布结果之前要先提交事务",
        "给我看到的现象是显存先满",
        "放弃吞吐换延迟",
        "我放弃了精度换取速度，用的是 int8",
        "我说的缓存是指 KV Cache，每层都有一份",
        "我认为是线性的",
        "我已经学过 PagedAttention，它把缓存分成块",
        "但是我觉得瓶颈在带宽",
        "可是缓存不能无限大",
        "错了的 token 会被回滚",
        "判错的样本会被再次训练",
        "分数是 QK 点积再除以根号 d",
        "扣分项不影响 softmax",
        "再试一次失败的请求，带指数退避",
        "重试：最多三次，然后进入死信队列",
        "再来一次 prefill 就能重建缓存",
        "重新计算被换出的块",
        "你们的缓存没命中，就要重新预填充",
        "部分命中时只算没有命中的后缀",
        "没提到的位置会被掩码挡住",
        "显存带宽",
        "哪里慢就优化哪里",
    ],
}
RUBRIC = [
    Checkpoint("core", "生成的耗时大于 200 ms", must=True, texts=(("en", "It takes longer"),)),
    Checkpoint("c1", "Blocks of the cache are paged", accept=("a block table",)),
    Checkpoint(
        "c2", "Decoding is bound by memory bandwidth", texts=(("zh", "解码受显存带宽限制"),)
    ),
    Checkpoint("c3", "复杂度是平方级"),
]


def said(table: dict[Intent, list[str]]) -> list[tuple[str, Intent]]:
    return [(text, intent) for intent, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "intent"), said(ENGLISH))
def test_english_words_mean_what_they_say(text: str, intent: Intent) -> None:
    assert meant(text).intent is intent


@pytest.mark.parametrize(("text", "intent"), said(CHINESE))
def test_chinese_words_mean_what_they_say(text: str, intent: Intent) -> None:
    assert meant(text).intent is intent


def test_the_tables_are_long_and_nearly_half_of_them_are_answers() -> None:
    for table in (ENGLISH, CHINESE):
        assert len(said(table)) >= 60
        assert len(table[Intent.ANSWER]) >= 30


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("let me try again: it is O(n²)", "it is O(n²)"),
        ("我想重新回答，复杂度是 O(n²)！", "复杂度是 O(n²)！"),
        ("Let me try again.\n\n- one\n- two\n", "- one\n- two"),
        ("my new answer — 为什么？因为带宽", "为什么？因为带宽"),
    ],
)
def test_another_try_is_its_answer_alone_in_its_own_words(text: str, answer: str) -> None:
    assert meant(text).text == answer


@given(st.text(max_size=400))
def test_any_words_mean_something_and_keep_their_text(text: str) -> None:
    found = meant(text)
    assert found.text == text or (found.intent is Intent.RETRY and found.text in text)


@given(
    st.sampled_from([text for text, intent in said(ENGLISH) if intent is not Intent.RETRY]),
    st.text(alphabet="abcdefgh ", min_size=900, max_size=1000),
)
def test_long_words_are_an_answer_however_they_begin(opening: str, rest: str) -> None:
    assert meant(f"{opening}. {rest}{'x' * 100}").intent is Intent.ANSWER


@given(st.sampled_from([one for table in (ENGLISH, CHINESE) for one in said(table)]))
def test_space_around_words_and_their_case_change_nothing(one: tuple[str, Intent]) -> None:
    text, intent = one
    assert meant(f"  {text}\n").intent is intent
    assert meant(text.upper()).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        "why " + "mark " * 200,
        "为什么" + "没有" * 400 + "x",
        "but " * 240 + "x",
        "请" * 35 + "x",
        "i " + "just " * 190 + "x",
        "我" + "已经" * 450,
        "why is " + "a " * 400,
    ],
)
def test_no_words_take_long_to_understand(text: str) -> None:
    began = time.perf_counter()
    meant(text)
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("why is c2 missing", "c2"),
        ("为什么core缺失", "core"),
        ("I disagree with number 2", "c1"),
        ("why was the third point wrong", "c2"),
        ("第四条我明明说了", "c3"),
        ("why is paging missing?", None),
        ("I did mention the block tables", "c1"),
        ("I did say that it is bound by bandwith", "c2"),
        ("我明明说了显存带宽", "c2"),
        ("我说了是平方级的", "c3"),
        ("why?", None),
        ("I disagree with number 9", None),
        ("I said it", None),
    ],
)
def test_the_checkpoint_that_is_meant(text: str, name: str | None) -> None:
    found = which(text, RUBRIC)
    assert (found.id if found else None) == name


def test_a_form_names_a_checkpoint_by_its_id_or_its_number() -> None:
    found = [chosen(name, RUBRIC) for name in ("c1", " C1 ", "2", "２", "core")]
    assert [one.id for one in found if one] == ["c1", "c1", "c1", "c1", "core"]
    assert chosen("7", RUBRIC) is None
    assert chosen("", RUBRIC) is None
