"""A self-attention layer holds half the weights of an LSTM of the same width: 4d² against 8d², biases apart.

Attention has four d × d matrices: for queries, keys, values and the output.  The LSTM has four blocks with two of
them each, one on the input and one on its state.  But a Transformer does not come with attention alone: the usual
block adds a feed-forward layer of 8d² weights, and then holds half as many again as the LSTM.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"layer": "self-attention"}
CONTROLS = {"whole block": {"layer": "transformer block"}}

WIDTHS = 20  # widths to try


def measure(layer: str, seed: int, width: int = 64, heads: int = 4) -> dict[str, float]:
    """Entries of the weight matrices at `width`; the seed draws other widths to try the ratio at."""
    drawn = (heads * torch.randint(1, 25, (WIDTHS,), generator=lab.generator(seed))).tolist()
    attention, lstm = count(layer, width, heads), count("LSTM", width, heads)
    return {
        "weights": attention,
        "weights of the LSTM": lstm,
        "8d²": 8 * width**2,
        "layer ÷ LSTM": attention / lstm,
        "widths with half": sum(2 * count(layer, other, heads) == count("LSTM", other, heads) for other in drawn),
    }


def count(layer: str, width: int, heads: int) -> int:
    with lab.seeded(0):  # only the shapes count
        if layer == "self-attention":
            module = nn.MultiheadAttention(width, heads)
        elif layer == "LSTM":
            module = nn.LSTM(width, width)
        else:
            module = nn.TransformerEncoderLayer(width, heads, dim_feedforward=4 * width)
    return sum(weight.numel() for weight in module.parameters() if weight.dim() == 2)


def judge(found: Found) -> list[Check]:
    return [
        # derived: four blocks, each with a matrix on the input and one on the state
        exactly("weights of the LSTM − 8d²", found["weights of the LSTM"] - found["8d²"], 0, guard=True),
        exactly("weights ÷ those of the LSTM", found["layer ÷ LSTM"], 0.5),
        exactly("other widths with half, of 20", found["widths with half"], WIDTHS),
    ]
