"""How alike two titles are: one question in other words, or two questions asked in the same way."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.likeness import NEAR, likeness

SAME = {
    "en": (
        (
            "What is a KV cache and why does it speed up inference?",
            "Why does the KV cache make inference faster?",
        ),
        ("Explain the difference between PPO and DPO.", "How does DPO differ from PPO?"),
        ("How does LoRA work?", "Explain how LoRA works"),
        ("What is the vanishing gradient problem?", "Describe the problem of vanishing gradients"),
        (
            "How would you reduce hallucinations in a RAG system?",
            "How can hallucination be reduced in RAG?",
        ),
        (
            "Why are attention scores divided by the square root of d?",
            "Why do we divide attention scores by sqrt(d)?",
        ),
        (
            "What are the advantages of grouped-query attention?",
            "What advantages does grouped query attention have?",
        ),
        ("How do you choose the rank in LoRA?", "How should the LoRA rank be chosen?"),
        ("Describe how speculative decoding works", "What is speculative decoding?"),
        (
            "When would you use tensor parallelism instead of pipeline parallelism?",
            "Tensor parallelism vs. pipeline parallelism: when to use which?",
        ),
        ("Explain quantisation-aware training", "What is quantization aware training?"),
        ("How does FlashAttention save memory?", "How does Flash Attention reduce memory usage?"),
        (
            "What is the role of the reward model in RLHF?",
            "What role does a reward model play in RLHF?",
        ),
        (
            "Implement beam search with length normalization",
            "Write beam search with length normalisation",
        ),
        (
            "Why is softmax computed with the maximum subtracted?",
            "Why do we subtract the max before computing softmax?",
        ),
        (
            "How does byte pair encoding build its vocabulary?",
            "How is the vocabulary built in byte pair encoding (BPE)?",
        ),
        (
            "What causes loss spikes in pre-training and how do you recover?",
            "How do you recover from a loss spike during pretraining, and what causes it?",
        ),
        ("Describe ZeRO stages 1, 2 and 3", "What are the three stages of ZeRO?"),
        (
            "How can you detect data contamination in a benchmark?",
            "How would one detect benchmark contamination?",
        ),
        ("What is continuous batching?", "Explain how continuous batching works in LLM serving"),
        (
            "Why does RoPE encode relative positions?",
            "How come RoPE only encodes relative position?",
        ),
        ("Design a rate limiter for an LLM API", "How would you design an LLM API rate limiter?"),
        (
            "What are the pros and cons of chunk overlap in RAG?",
            "Pros and cons of overlapping chunks in RAG",
        ),
        (
            "Which metrics would you use to evaluate retrieval?",
            "What metrics evaluate retrieval quality?",
        ),
    ),
    "zh": (
        ("什么是 KV Cache？它为什么能加速推理？", "KV Cache 是什么，为什么可以加快推理？"),
        ("讲讲 LoRA 的原理", "LoRA 的原理是什么？"),
        ("RLHF 的训练流程是怎样的？", "请介绍一下 RLHF 的训练流程"),
        ("PPO 和 DPO 有什么区别？", "说说 DPO 与 PPO 的区别"),
        (
            "为什么 Transformer 要用 Layer Norm 而不是 Batch Norm？",
            "Transformer 为什么使用 LayerNorm 而不用 BatchNorm？",
        ),
        ("如何缓解大模型的幻觉问题？", "怎么解决大模型幻觉？"),
        ("注意力分数为什么要除以根号 d_k？", "为什么计算注意力时要除以根号 d_k"),
        ("介绍一下 RoPE 旋转位置编码", "旋转位置编码 RoPE 是怎么做的？"),
        ("显存不够时怎么训练大模型？", "显存不足的情况下如何训练大模型？"),
        ("MoE 的负载均衡怎么做？", "MoE 模型如何做负载均衡？"),
        ("什么是梯度消失？如何解决？", "梯度消失是什么，怎么解决"),
        ("LLM 推理时的 prefill 和 decode 有什么不同？", "LLM 推理中 prefill 与 decode 阶段的区别"),
        ("大模型的涌现能力是什么？", "谈谈大模型的涌现能力"),
        ("手写一个多头注意力", "用代码实现多头注意力"),
        ("Softmax 为什么要先减去最大值？", "计算 softmax 时为什么要减最大值？"),
        ("BPE 分词的词表是怎么构建的？", "请简单说明 BPE 如何构建词表"),
        ("预训练中出现 loss spike 怎么办？", "预训练 loss 突然飙升（loss spike）如何处理？"),
        ("ZeRO 的三个阶段分别做了什么？", "介绍 ZeRO 的三个阶段"),
        ("什么是数据污染，怎么检测？", "如何检测数据污染？"),
        ("连续批处理的原理", "什么是连续批处理？讲讲它的原理"),
        ("向量数据库里 HNSW 的原理是什么", "简述 HNSW 向量索引的原理"),
        ("如何设计一个支持多租户的大模型服务？", "设计一个多租户大模型服务"),
        ("RAG 中如何选择切块大小？", "RAG 的 chunk 切块大小怎么选"),
        ("用什么指标评估检索效果？", "检索效果的评估指标有哪些？"),
    ),
}
DIFFERENT = {
    "en": (
        ("What is a KV cache?", "What is LoRA?"),
        ("What is data parallelism?", "What is tensor parallelism?"),
        (
            "What is the difference between PPO and DPO?",
            "What is the difference between SFT and DPO?",
        ),
        ("How does LoRA work?", "How does GRPO work?"),
        ("What is overfitting?", "What is dropout?"),
        ("What is batch size?", "What is batch normalization?"),
        ("Explain the attention mechanism", "Explain the reward model"),
        ("Why does temperature matter in sampling?", "Why does warmup matter in training?"),
        ("How do you evaluate a RAG system?", "How do you serve a RAG system to many tenants?"),
        ("What is beam search?", "What is vector search?"),
        ("How would you design a rate limiter?", "How would you design a vector database?"),
        ("What is the role of the critic in PPO?", "What is the role of the router in MoE?"),
        ("How is the KV cache quantized?", "How is the KV cache evicted?"),
        ("Explain gradient clipping", "Explain gradient accumulation"),
        (
            "Why is softmax computed with the maximum subtracted?",
            "Why is layer norm computed before attention?",
        ),
        (
            "How does byte pair encoding build its vocabulary?",
            "How does WordPiece choose its merges?",
        ),
        ("What is continuous batching?", "What is chunked prefill?"),
        ("Describe ZeRO stages 1, 2 and 3", "Describe pipeline parallelism with 1F1B"),
        ("What is a reward model?", "What is a reasoning model?"),
        ("How do you train a reward model?", "How do you train a tokenizer?"),
        ("What is cross-attention?", "What is cross-validation?"),
        ("Explain top-p sampling", "Explain rejection sampling"),
        ("Design a rate limiter for an LLM API", "Design a semantic cache for an LLM API"),
        ("What are the pros and cons of MoE?", "What are the pros and cons of LoRA?"),
    ),
    "zh": (
        ("什么是 KV Cache？", "什么是 LoRA？"),
        ("什么是梯度消失？", "什么是梯度爆炸？"),
        ("如何评价 PPO？", "如何评价 DPO？"),
        ("PPO 和 DPO 有什么区别？", "SFT 和 DPO 有什么区别？"),
        ("Transformer 为什么用 LayerNorm？", "Transformer 为什么用残差连接？"),
        ("请介绍一下位置编码", "请介绍一下注意力机制"),
        ("大模型推理加速有哪些方法", "大模型数据清洗有哪些方法"),
        ("RAG 的检索怎么优化", "RAG 的切块怎么做"),
        ("LoRA 的秩怎么选？", "LoRA 为什么把一个矩阵初始化为零？"),
        ("数据并行是什么？", "张量并行是什么？"),
        ("DPO 的损失函数是什么？", "PPO 的损失函数是什么？"),
        ("什么是过拟合？怎么解决？", "什么是数据倾斜？怎么解决？"),
        ("LoRA 的原理是什么？", "GRPO 的原理是什么？"),
        ("思维链是什么？", "投机采样是什么？"),
        ("Softmax 为什么要先减去最大值？", "Softmax 的温度参数有什么作用？"),
        ("BPE 分词的词表是怎么构建的？", "WordPiece 和 Unigram 的区别"),
        ("什么是奖励模型？", "什么是世界模型？"),
        ("连续批处理的原理", "投机采样的原理"),
        ("介绍 ZeRO 的三个阶段", "介绍 RLHF 的三个阶段"),
        ("如何检测数据污染？", "如何检测模型幻觉？"),
        ("什么是多头注意力？", "什么是稀疏注意力？"),
        ("如何设计一个支持多租户的大模型服务？", "如何设计一个大模型评测平台？"),
        ("RAG 中如何选择切块大小？", "RAG 中如何选择 embedding 模型？"),
        ("讲讲你做过的项目", "讲讲你对 Agent 的理解"),
    ),
}

TOO_UNLIKE = {
    "Why is softmax computed with the maximum subtracted?",
    "Describe ZeRO stages 1, 2 and 3",
    "如何缓解大模型的幻觉问题？",
    "手写一个多头注意力",
    "预训练中出现 loss spike 怎么办？",
    "向量数据库里 HNSW 的原理是什么",
}
TOO_ALIKE = {
    "How is the KV cache quantized?",
    "Design a rate limiter for an LLM API",
    "What are the pros and cons of MoE?",
}
"""What it gets wrong, by the first title: other words for the thing, or one word that matters."""


@pytest.mark.parametrize("language", SAME)
def test_one_question_in_other_words_is_near(language: str) -> None:
    far = {one for one, other in SAME[language] if likeness(one, other) < NEAR}
    assert far <= TOO_UNLIKE


@pytest.mark.parametrize("language", DIFFERENT)
def test_two_questions_that_are_asked_in_the_same_way_are_not_near(language: str) -> None:
    near = {one for one, other in DIFFERENT[language] if likeness(one, other) >= NEAR}
    assert near <= TOO_ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is a KV cache?", "what is a kv-cache"),
        ("什么是 KV Cache？", "什么是KVCache"),
        ("What is FlashAttention?", "What is Flash Attention?"),
        ("Why quantise?", "Why quantize?"),
        ("讲讲思维链", "思维链是什么？"),
    ],
)
def test_case_spaces_spelling_and_the_way_of_asking_make_no_difference(
    one: str, other: str
) -> None:
    assert likeness(one, other) == 1


def test_a_typo_takes_little_away() -> None:
    assert 0.85 < likeness("Explain speculative decoding", "Explain specualtive decoding") < 1
    assert likeness("What is LoRA?", "What is RoPE?") == 0


def test_titles_that_ask_the_same_of_two_things_are_half_alike_at_most() -> None:
    assert likeness("DPO 的损失函数怎么推导", "PPO 的损失函数怎么推导") == 0.5


WORDS = st.lists(
    st.sampled_from(
        ["cache", "caches", "caching", "attention", "atention", "attentoin", "量化", "what"]
    )
).map(" ".join)


@given(st.text() | WORDS, st.text() | WORDS)
def test_it_lies_between_nothing_and_all_and_is_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) == 1


@given(WORDS)
def test_the_order_of_words_is_no_matter(words: str) -> None:
    assert likeness(words, " ".join(reversed(words.split()))) == 1


def test_titles_of_thousands_of_words_are_compared_in_a_moment() -> None:
    long = [" ".join(f"word{number}{end}" for number in range(3000)) for end in "ab"]
    begun = time.process_time()
    assert likeness(*long) == 0
    assert time.process_time() - begun < 1
