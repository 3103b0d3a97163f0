"""Writes a bank of as many questions as wanted, in Chinese and English, in the seed's format.

The words are drawn as in real banks: some
hundred common ones, twenty thousand rare ones, three thousand tags, three hundred companies.
"""

import random
from pathlib import Path

A_CHAPTER = 200

_WORDS = """
attention cache token model layer query key value gradient loss batch decode prefill memory
bandwidth latency throughput quantization speculative sampling temperature beam search retrieval
index vector embedding agent tool planning reward policy alignment preference tuning adapter rank
matrix kernel softmax norm residual stream position rotary context window prompt benchmark
evaluation judge score precision recall distributed parallel pipeline tensor expert router gate
checkpoint optimizer adam momentum schedule warmup decay
"""
_COMMON = _WORDS.split()
_HAN = (
    "模型注意力机制缓存推理训练数据并行梯度损失函数优化器学习率批量大小量化剪枝蒸馏对齐强化奖励策略采样温度检索增强"
    "生成向量数据库智能体工具调用评估基准分布式流水线专家路由上下文长度提示词工程幻觉微调适配低秩矩阵位置编码归一化"
)
_PAIRS = [_HAN[at : at + 2] for at in range(len(_HAN) - 1)]


def write(folder: Path, questions: int, seed: int = 1) -> None:
    """A folder of chapters that hold so many questions."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    tags = [f"{one.title()} {other.title()}" for one in _COMMON for other in _COMMON][:3000]
    for first in range(0, questions, A_CHAPTER):
        parts = [f"# Chapter {first // A_CHAPTER}\n> What it is about.\n"]
        for number in range(first, min(questions, first + A_CHAPTER)):
            if number % 50 == 0:
                parts.append(f"\n## {number // 50}. Section {number // 50}\n")
            parts.append(_question(chance, number, tags))
        (folder / f"chapter-{first // A_CHAPTER:04}.md").write_text("".join(parts))


def _question(chance: random.Random, number: int, tags: list[str]) -> str:
    company = f"公司{chance.randrange(150)}" if number % 2 else f"Company {chance.randrange(150)}"
    points = "".join(
        f"- **{_words(chance, 2)}** — {_words(chance, 14)}. {_words(chance, 10)} $O(n^2)$ `code`.\n"
        for _ in range(chance.randint(3, 6))
    )
    code = "\n```python\nx = 1\n### not a question\n```\n" if number % 7 == 0 else ""
    table = "\n| a | b |\n|---|---|\n| 1 | 2 |\n" if number % 11 == 0 else ""
    return (
        f"\n### Q. {_words(chance, 8)} {number}?\n"
        f"> **Company**: {company} | **Round**: 算法工程师 {chance.choice('一二三')}面 | "
        f"**Date**: 2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} | "
        f"**Tags**: [{', '.join(chance.sample(tags, 3))}]\n\n"
        f"{points}{code}{table}\n<mark>Core: {_words(chance, 10)}</mark>\n"
    )


def _words(chance: random.Random, count: int) -> str:
    if chance.random() < 0.5:
        return " ".join([*chance.choices(_COMMON, k=count), f"term{chance.randrange(20_000)}"])
    return "".join(chance.choices(_PAIRS, k=count))
