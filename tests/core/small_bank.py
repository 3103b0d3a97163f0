"""A small bank in two languages, as several hands would write it."""

from functools import cache

from bot.core.bank import Bank
from bot.core.gathering import gather
from bot.core.question import Question
from bot.readers.parts import alias_files

SERVING, TRAINING, AGENTS = "Inference and serving", "训练与对齐", "RAG and agents"


def question(title: str, answer: str = "An answer.", **more: object) -> Question:
    """A question with this title, in English where nothing else is said."""
    given: dict[str, object] = {"id": "", "language": "en", "file": "file.md", "line": 1}
    return Question(title=title, answer=answer, **(given | more))  # type: ignore[arg-type]


def made(
    name: str,
    title: str,
    answer: str,
    tags: str,
    asked: str = "",
    *,
    chapter: str = SERVING,
    of: str | None = None,
) -> Question:
    """`asked` is company, round, date and difficulty, apart by bars; none is an empty text."""
    company, round_, date, difficulty = [
        *(one.strip() or None for one in asked.split("|")),
        *[None] * 4,
    ][:4]
    return question(
        title,
        answer,
        explicit_id=name,
        language="en" if title.isascii() else "zh",
        tags=tuple(one.strip() for one in tags.split(",") if one.strip()),
        company=company,
        round=round_,
        date=date,
        difficulty=difficulty,
        chapter=chapter,
        translation_of=of,
    )


QUESTIONS = (
    made("kv", "Why does a KV cache make decoding faster?",
         "Keys and values of earlier tokens are kept, so a step computes one token only.",
         "KV Cache, Decoding", "阿里 | 一面 | 2025-08-26 | easy"),
    made("kv-zh", "KV 缓存为什么能让解码更快？", "历史 token 的键和值被保留，每步只算一个。",
         "KV 缓存, 解码", "阿里 | 一面 | 2025-08-26 | easy", of="kv"),
    made("paged", "How does PagedAttention cut wasted memory?",
         "The cache is kept in blocks, as an operating system does by paging.",
         "PagedAttention, KV Cache", "Alibaba | 二面 | 2025-09 | medium"),
    made("prefix", "What does prefix caching save for a long system prompt?",
         "Prefill of the shared tokens; decoding costs what it did.",
         "Prefix Caching, KV Cache", "阿里 | First Round | 2025-10-03"),
    made("spec", "Why does speculative decoding keep the distribution?",
         "A rejected draft token is drawn again from what is left.",
         "Speculative Decoding", "腾讯 | 第一轮 | 2025-06-15 | hard"),
    made("spec-zh", "投机采样的接受率由什么决定？", "由草稿模型与目标模型分布的接近程度决定。",
         "投机采样", "字节 | 三面 | 2024-12-30 | hard"),
    made("quant", "What does quantization of weights to 4 bits cost?",
         "Some accuracy, least where outliers are kept apart.",
         "Quantization", "Google | Round 1 | 2025-03-02 | medium"),
    made("quant-zh", "大模型量化有哪些常见方法？", "GPTQ、AWQ 与 SmoothQuant。",
         "量化, LLM", "字节跳动 | 第一轮 | 2025-08-03 | medium"),
    made("batching", "What does continuous batching change for the latency of a request?",
         "A request joins a batch that runs, so it waits for one step and not for the longest.",
         "Continuous Batching, Latency, Throughput", "NVIDIA | Onsite | 2025-05"),
    made("flash", "How does FlashAttention lower traffic to memory?",
         "It works on tiles and never writes the scores out.",
         "FlashAttention, Attention", "NVIDIA | Phone Screen | 2025-05-20 | hard"),
    made("top-p", "Which tokens does top-p sampling keep?", "The fewest whose sum reaches p.",
         "Top-p, Sampling", "Meta | 1st round | 2025-02 | easy"),
    made("beam-zh", "束搜索为什么要做长度归一化？", "否则短句的概率总是更大。",
         "束搜索, 解码", "百度 | 二面 | 2025-04-11"),
    made("ttft-zh", "显存带宽如何影响首 token 延迟？", "预填充受算力限制，解码受显存带宽限制。",
         "显存, TTFT", "华为 | 一面 | 2025-07-01 | medium"),
    made("cot", "When does a chain of thought help?", "Where a problem needs several steps.",
         "Chain-of-Thought", "ByteDance | HR Round | 2025-07-09", chapter=AGENTS),
    made("cot-zh", "思维链为什么有效？", "它把多步推理写了出来。",
         "思维链", "快手 | 一面 | 2025-08-31 | medium", chapter=AGENTS),
    made("cot-short", "思维链怎么压缩？", "训练时只奖励短而正确的推理过程。",
         "思维链, CoT", "快手 | 二面 | 2025-09-01 | hard", chapter=AGENTS),
    made("rag", "How would you lower hallucination in retrieval-augmented answers?",
         "Retrieve better, quote what was retrieved, and refuse without evidence.",
         "RAG, Hallucination", "OpenAI | Final Round | 2025-01", chapter=AGENTS),
    made("rag-zh", "检索增强生成怎么降低幻觉？", "先提高召回，再要求逐句引用。",
         "检索增强生成, 幻觉", "美团 | 终面 | 2025-11 | medium", chapter=AGENTS),
    made("rerank", "Why does a reranker look at few passages only?",
         "It reads question and passage together, which costs a pass each.",
         "Reranker, RAG", "美团 | 二面 | 2024-11-05", chapter=AGENTS),
    made("chunk-zh", "文档切块多大合适？", "取决于问题需要多少上下文，一般要做实验。",
         "切块, RAG", "小红书 | 一面", chapter=AGENTS),
    made("tools", "Who runs a tool that a model calls?", "The program around the model does.",
         "Function Calling, Agent", "Anthropic | 技术面 | 2025-10", chapter=AGENTS),
    made("agent-zh", "智能体的记忆应该放在哪里？", "近期的放在上下文，其余放在外部存储。",
         "智能体", "月之暗面 | 二面 | 2025-10-20 | medium", chapter=AGENTS),
    made("lora", "How does LoRA save memory in fine-tuning?",
         "Optimizer states are kept for the low-rank factors only.",
         "LoRA, Fine-tuning", "Microsoft | 二面 | 2025-03 | easy", chapter=TRAINING),
    made("lora-zh", "LoRA 的秩怎么选？", "从小到大试，看验证集。",
         "LORA, 微调", "腾讯 | 一面 | 2025-08-15 | easy", chapter=TRAINING),
    made("dpo", "What does DPO need that PPO does not, and the other way round?",
         "DPO needs pairs; PPO needs a reward model and samples of its own.",
         "DPO, PPO, RLHF", "Meta | 2nd Round | 2025-06 | hard", chapter=TRAINING),
    made("rm-zh", "奖励模型过优化是什么？", "奖励越来越高，人的评价却在下降。",
         "奖励模型, RLHF", "百度 | 三面 | 2025-08 | hard", chapter=TRAINING),
    made("kl-zh", "RLHF 里的 KL 散度起什么作用？", "让策略不要离参考模型太远。",
         "KL散度, RLHF", "阿里巴巴 | 二面 | 2025-09-12 | medium", chapter=TRAINING),
    made("norm", "Why is batch normalization rare in transformers?",
         "Its statistics depend on the batch and on the length of the sequences.",
         "Batch Norm, Transformer", "Apple | Round 2 | 2024 | easy", chapter=TRAINING),
    made("grad-zh", "梯度消失与梯度爆炸怎么缓解？", "残差连接、归一化与梯度裁剪。",
         "梯度消失, 梯度爆炸", "华为 | 笔试 | 2024-10 | easy", chapter=TRAINING),
    made("fold", "What tells overfitting from underfitting?",
         "The gap between the losses in training and in validation.",
         "Overfitting", "", chapter=TRAINING),
    made("fold-zh", "如何判断过拟合还是欠拟合？", "看训练集与验证集损失之间的差距。",
         "过拟合", "", chapter=TRAINING, of="fold"),
)  # fmt: skip


@cache
def bank() -> Bank:
    """All of them, with the aliases that come with the coach."""
    return gather(QUESTIONS, aliases=alias_files.builtin())


def ids(found: list[Question]) -> list[str]:
    """What the questions are called here."""
    return [one.id for one in found]
