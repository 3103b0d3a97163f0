"""A question in English and in Chinese, its reference answer, and answers of known worth."""

from bot.core.estimate import Estimate
from bot.estimating.estimate import Estimator

ESTIMATE = Estimator.load().estimate

EN = (
    "Why does a KV cache make decoding faster, and what does it cost?",
    """- **Reuse** — In causal attention the keys and values of earlier tokens never change, so they
  are stored.
- **Each step** — Only the newest token is projected; its query attends to the stored keys and
  values. Without the cache the whole prefix would be recomputed at every step.
- **Price** — Memory grows linearly with the sequence length and with the batch, and reading it
  becomes bandwidth-bound.""",
)
GOOD = (
    "The keys and values of the earlier tokens stay the same under causal attention, so you store "
    "them. At each step only the newest token is projected, and the prefix isn't recomputed. "
    "Memory grows linearly with sequence length, and decoding ends up bandwidth-bound."
)
HALF = "The keys and values of earlier tokens are stored, so the prefix need not be recomputed."
OFF = "Docker images are built in layers, and each instruction of the file adds one on top."

ZH = (
    "KV Cache 为什么能加速解码？代价是什么？",
    "自回归解码时，历史 token 的键和值不会改变，因此可以缓存起来；"
    "每一步只需计算新 token 的投影，避免重复计算整个前缀。"
    "代价是显存占用随序列长度和批大小线性增长，解码变成受显存带宽限制。",
)
GOOD_ZH = (
    "历史 token 的键和值不变，所以把它们缓存下来，每一步只算新 token，不用重复计算前缀。"
    "代价是显存占用随序列长度线性增长，最后受限于显存带宽。"
)
HALF_ZH = "把历史 token 的键和值缓存下来，避免重复计算。"
OFF_ZH = "镜像由多层组成，文件里的每条指令都会在上面增加一层。"

WORTH = ((EN, GOOD, HALF, OFF), (ZH, GOOD_ZH, HALF_ZH, OFF_ZH))


def estimated(asked: tuple[str, str], answer: str) -> Estimate:
    """The estimate as it ships."""
    return ESTIMATE(*asked, answer)


def number(asked: tuple[str, str], answer: str) -> float:
    """Its number, where there must be one."""
    found = estimated(asked, answer).number
    assert found is not None, answer
    return found
