"""Without positions and mask, permuting a Transformer encoder's tokens permutes its outputs and changes nothing else.

A score depends on two tokens, not on where they stand, and a weighted sum does not depend on the order of its terms.
Feed-forward layers, skips and layer norm work on each token alone.  So more layers, heads or separate matrices for
queries and keys do not help: order comes in through positions, through a causal mask, or through scores that know
how far apart two tokens are.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"order_from": "nothing"}
CONTROLS = {
    "positions": {"order_from": "positions"},
    "causal mask": {"order_from": "causal mask"},
    "relative bias": {"order_from": "relative bias"},
}

# derived: machine epsilon for each of the operations behind an output, about 500 in each of two layers
ROUNDING = torch.finfo(torch.float64).eps * 2 * 500


def measure(
    order_from: str, seed: int, layers: int = 2, heads: int = 4, width: int = 32, tokens: int = 12
) -> dict[str, float]:
    """Distance of permuted tokens' outputs from permuted outputs; of the last one's, with another first token."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        layer = nn.TransformerEncoderLayer(
            width, heads, 2 * width, dropout=0.0, batch_first=True, norm_first=True, dtype=torch.float64
        )
        encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
    x = torch.randn(1, tokens, width, generator=rng, dtype=torch.float64)
    order = torch.randperm(tokens, generator=rng)

    def encode(given: Tensor) -> Tensor:
        encodings = sinusoids(tokens, width) if order_from == "positions" else 0.0
        return encoder(given + encodings, mask=mask(order_from, tokens)).detach()

    plain = encode(x)
    another_first = encode(torch.cat([-x[:, :1], x[:, 1:]], dim=1))
    return {
        "outputs of permuted tokens, off by": float((encode(x[:, order]) - plain[:, order]).abs().max()),
        "what the first token does to the last": float((another_first - plain)[:, -1].abs().max()),
    }


def sinusoids(tokens: int, width: int) -> Tensor:
    """Position t as sines and cosines of t at width/2 frequencies (Vaswani et al. 2017)."""
    frequencies = 10_000 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(tokens, dtype=torch.float64)[:, None] * frequencies
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def mask(order_from: str, tokens: int) -> Tensor | None:
    """What is added to the scores (query, key)."""
    positions = torch.arange(tokens, dtype=torch.float64)
    distance = positions[:, None] - positions
    if order_from == "causal mask":
        return torch.zeros_like(distance).masked_fill(distance < 0, -torch.inf)
    if order_from == "relative bias":  # a token behind loses ½ per step, one ahead 1
        return torch.where(distance > 0, -0.5 * distance, distance)
    return None


def judge(found: Found) -> list[Check]:
    return [
        # derived: far above rounding, so tokens do act on one another
        at_least("effect of the first on the last", found["what the first token does to the last"], 1e-6, guard=True),
        at_most("permuted tokens: outputs off by", found["outputs of permuted tokens, off by"], ROUNDING),
    ]
