"""A small bank in two languages, read from files as an operator has them."""

from pathlib import Path

CHAPTER = """# Inference
> How models answer.

## 1. Speed

### Q. Why does a KV cache help decoding?
> **Company**: 阿里 | **Round**: 一面 | **Date**: 2025-08-26 | **Tags**: [KV Cache, Decoding]

Keys and values of earlier tokens are kept, so attention reads them again and computes one token.

### Q. How does speculative decoding save time?
> **Company**: 字节 | **Round**: 二面 | **Date**: 2025-06 | **Tags**: [Speculative Decoding]

A small model drafts tokens and the large one verifies them in one pass. The KV cache is shared.

### Q. 大模型量化有哪些方法？
> **Company**: 腾讯 | **Round**: 一面 | **Date**: 2024-12-01 | **Tags**: [量化]

GPTQ、AWQ 与 SmoothQuant：权重量化和激活量化。

### Q. 注意力的复杂度是多少？
> **Company**: None | **Tags**: [注意力]

序列长度的平方；量化不改变它。
"""

OTHER = """# Training

### Q. What does LoRA train?
> **Company**: Meta | **Round**: phone screen | **Date**: 2023-05 | **Tags**: [LoRA]

Two matrices of low rank beside each frozen weight. Quantisation of the base makes it QLoRA.
"""


def files(folder: Path) -> list[Path]:
    """The bank's folder, with two files in it."""
    folder.mkdir(exist_ok=True)
    (folder / "inference.md").write_text(CHAPTER)
    (folder / "training.md").write_text(OTHER)
    return [folder]
