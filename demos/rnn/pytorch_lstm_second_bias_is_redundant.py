"""PyTorch's LSTM has two biases per block; folding one into the other changes outputs by rounding only.

Both are added to the same pre-activation, W·x + b + U·h + b′, so that only b + b′ matters.  The control
is PyTorch's GRU: in its candidate b′ stands inside the reset gate, W·x + b + r·(U·h + b′), and folding
it out of there computes something else.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"cell": "LSTM"}
CONTROL = {"cell": "GRU"}

LARGEST = 32  # size that a seed may draw
EPSILON = torch.finfo(torch.float64).eps


def measure(cell: str, seed: int, steps: int = 10, batch: int = 8) -> dict[str, float]:
    """Biases per block (gate or candidate) and unit; largest change of an output (in ±1) when b′ is folded into b."""
    rng = lab.generator(seed)
    input_size, hidden_size = (int(size) for size in torch.randint(2, LARGEST + 1, (2,), generator=rng))
    with lab.seeded(seed):
        layer = getattr(nn, cell)(input_size, hidden_size, dtype=torch.float64)
    inputs = torch.randn(steps, batch, input_size, dtype=torch.float64, generator=rng)
    blocks = layer.weight_ih_l0.shape[0] // hidden_size  # gates and candidate
    biases = layer.bias_ih_l0.numel() + layer.bias_hh_l0.numel()
    with torch.no_grad():
        before, _ = layer(inputs)
        layer.bias_ih_l0 += layer.bias_hh_l0
        layer.bias_hh_l0.zero_()
        after, _ = layer(inputs)
    return {
        "biases per block and unit": biases / (blocks * hidden_size),
        "largest change of an output": float((after - before).abs().max()),
        "operations behind an output": steps * (2 * LARGEST + 2),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon for each operation behind an output, which is at most 1
    rounding = EPSILON * found["operations behind an output"]
    return [
        exactly("biases per block and unit", found["biases per block and unit"], 2, guard=True),
        at_most("largest change of an output", found["largest change of an output"], rounding),
    ]
