"""The shapes of models and the memories of processors that a prediction is made from.

Shapes are those of each model's published configuration, memories those of the vendors' data
sheets; both were written down on 2026-11-24 and are approximate where vendors round.
"""

from dataclasses import dataclass
from typing import TypeVar

from bot.core import tags
from bot.core.errors import NothingMatches

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """A decoder with grouped-query attention: `parameters` in all, `width` of its hidden state."""

    name: str
    parameters: float
    layers: int
    width: int
    heads: int
    kv_heads: int
    head_size: int


@dataclass(frozen=True, slots=True)
class Processor:
    """`bandwidth` of its memory in bytes a second, `memory` in bytes."""

    name: str
    bandwidth: float
    memory: float


SHAPES = (
    Shape("SmolLM2-135M", 134.5e6, 30, 576, 9, 3, 64),
    Shape("Qwen3-4B", 4.02e9, 36, 2560, 32, 8, 128),
    Shape("Mistral-7B", 7.25e9, 32, 4096, 32, 8, 128),
    Shape("Qwen2.5-7B", 7.62e9, 28, 3584, 28, 4, 128),
    Shape("Llama-3.1-8B", 8.03e9, 32, 4096, 32, 8, 128),
    Shape("Qwen3-8B", 8.19e9, 36, 4096, 32, 8, 128),
    Shape("Qwen2.5-14B", 14.77e9, 48, 5120, 40, 8, 128),
    Shape("Qwen2.5-32B", 32.76e9, 64, 5120, 40, 8, 128),
    Shape("Llama-3.1-70B", 70.55e9, 80, 8192, 64, 8, 128),
    Shape("Qwen2.5-72B", 72.71e9, 80, 8192, 64, 8, 128),
)
PROCESSORS = (
    Processor("L4", 300e9, 24e9),
    Processor("A10", 600e9, 24e9),
    Processor("L40S", 864e9, 48e9),
    Processor("RTX 3090", 936e9, 24e9),
    Processor("RTX 4090", 1008e9, 24e9),
    Processor("H100 PCIe", 2000e9, 80e9),
    Processor("A100", 2039e9, 80e9),
    Processor("H100", 3350e9, 80e9),
    Processor("H200", 4800e9, 141e9),
    Processor("MI300X", 5300e9, 192e9),
)


def shape(name: str) -> Shape:
    """The shape of this name, in any case and spelling; NothingMatches with near names."""
    return _named(name, {one.name: one for one in SHAPES}, "error.no_shape")


def processor(name: str) -> Processor:
    """The processor of this name; NothingMatches with near names."""
    return _named(name, {one.name: one for one in PROCESSORS}, "error.no_processor")


def _named(name: str, known: dict[str, T], key: str) -> T:
    keyed = {tags.key(one): one for one in known}
    found = keyed.get(tags.key(name))
    if found is None:
        near = tags.near(name, known, most=3) or list(known)
        raise NothingMatches(key, name=name, near=", ".join(near))
    return known[found]
