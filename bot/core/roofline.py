"""What the speed of memory lets a model do: the time of a token, and how it grows with the
context."""

from dataclasses import dataclass

from bot.core.model_shapes import Processor, Shape


@dataclass(frozen=True, slots=True)
class Served:
    """A model on `count` processors by tensor parallelism: bytes of a weight, and of a number of
    the KV cache (2 is float16 or bfloat16)."""

    shape: Shape
    processor: Processor
    weight_bytes: float = 2.0
    kv_bytes: float = 2.0
    count: int = 1

    @property
    def weights(self) -> float:
        """Bytes of all weights."""
        return self.shape.parameters * self.weight_bytes

    @property
    def kv_per_token(self) -> float:
        """Bytes of the KV cache that a token of context takes: 2 * layers * kv_heads * head_size *
        bytes (keys and values; grouped queries share them: Ainslie et al., 2023,
        arXiv:2305.13245)."""
        one = self.shape
        return 2 * one.layers * one.kv_heads * one.head_size * self.kv_bytes

    @property
    def bandwidth(self) -> float:
        """Bytes a second of all processors."""
        return self.processor.bandwidth * self.count

    def token_seconds(self, context: int, *, batch: int = 1) -> float:
        """The least seconds of one step of `batch` sequences whose contexts have so many tokens:
        every weight is read once, and every sequence's cache (the roofline of decoding, which
        memory bounds: Pope et al., 2022, arXiv:2211.05102). What is computed, sent between
        processors and scheduled comes on top."""
        return (self.weights + batch * context * self.kv_per_token) / self.bandwidth

    @property
    def growth(self) -> float:
        """Seconds by which a token's time grows with each token of context."""
        return self.kv_per_token / self.bandwidth

    def seconds(self, tokens: int, *, context: int = 0) -> float:
        """The least seconds to write so many tokens one after the other behind a context: the sum
        of `token_seconds` over them."""
        places = tokens * context + tokens * (tokens - 1) / 2
        return tokens * self.weights / self.bandwidth + places * self.growth

    def share_over(self, tokens: int, *, context: int = 0) -> float:
        """By how much more than `tokens` times the first token's time that is, as a share."""
        return self.seconds(tokens, context=context) / (tokens * self.token_seconds(context)) - 1

    @property
    def room(self) -> int:
        """Tokens of context, of all sequences, for which there is memory beside the weights (nine
        tenths of it are used); 0 where the weights alone do not fit."""
        free = 0.9 * self.processor.memory * self.count - self.weights
        return max(0, int(free / self.kv_per_token))

    @property
    def divides(self) -> bool:
        """Whether tensor parallelism over so many is possible: query heads must be divided evenly,
        and KV heads too, or be repeated (as Megatron-LM does; Shoeybi et al., 2019,
        arXiv:1909.08053)."""
        kv = self.shape.kv_heads
        return self.shape.heads % self.count == 0 and (kv % self.count == 0 or self.count % kv == 0)

    @property
    def all_reduce_per_token(self) -> float:
        """Bytes that each processor sends for a token: two all-reduces a layer of the hidden
        state, in a ring 2 * (count - 1) / count of it each."""
        share = 2 * (self.count - 1) / self.count
        return 2 * self.shape.layers * self.shape.width * self.weight_bytes * share


ZERO_STAGES = ("none", "1: optimizer", "2: and gradients", "3: and weights")


def zero_bytes(parameters: float, processors: int) -> tuple[float, float, float, float]:
    """Bytes a processor that the states of training take with ZeRO's stages 0 to 3: mixed
    precision with Adam, 2 + 2 + 12 bytes a parameter (Rajbhandari et al., 2020, arXiv:1910.02054,
    section 3.1). A scheme for training: serving speaks of tensor, pipeline, expert and data
    parallelism."""
    weights, gradients, optimizer = 2 * parameters, 2 * parameters, 12 * parameters
    return (
        weights + gradients + optimizer,
        weights + gradients + optimizer / processors,
        weights + (gradients + optimizer) / processors,
        (weights + gradients + optimizer) / processors,
    )
