"""With the paths through h cut, dc_T/dc_0 of an LSTM is the product of its forget gates, unit by unit.

c_t = f_t·c_(t−1) + i_t·g_t.  The gates hang on x_t and h_(t−1); with these held fixed ∂c_t/∂c_(t−1) = f_t,
and the chain rule multiplies one f_t a step.  No weight matrix and no tanh′ stands on this path.  One control
leaves the paths through h open: c_(t−1) also moves h_(t−1) and so all gates.  The other squashes the cell.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, close

CASE = {"paths_through_h": "cut", "cell": "as it is"}
CONTROLS = {
    "paths through h open": {"paths_through_h": "open", "cell": "as it is"},
    "tanh on the cell": {"paths_through_h": "cut", "cell": "squashed"},
}

EPSILON = torch.finfo(torch.float64).eps


def measure(paths_through_h: str, cell: str, seed: int, steps: int = 30, width: int = 16) -> dict[str, float]:
    """Autograd's dc_T/dc_0 against Π f_t: largest relative difference over the units; the mean forget gate."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        lstm = nn.LSTMCell(4, width, dtype=torch.float64)
    start = torch.randn(1, width, dtype=torch.float64, generator=rng).requires_grad_()
    h, c = torch.zeros_like(start), start
    product = torch.ones_like(start)
    for x in torch.randn(steps, 1, 4, dtype=torch.float64, generator=rng):
        before = h.detach() if paths_through_h == "cut" else h
        with torch.no_grad():
            gates = x @ lstm.weight_ih.T + lstm.bias_ih + before @ lstm.weight_hh.T + lstm.bias_hh
            product *= torch.sigmoid(gates.chunk(4, dim=1)[1])  # rows are i, f, g, o
        h, c = lstm(x, (before, c))
        if cell == "squashed":
            c = c.tanh()
    # in a direction drawn at random: a derivative that mixed the units would not be a product unit by unit
    direction = 1 + torch.rand(1, width, dtype=torch.float64, generator=rng)
    (gradient,) = torch.autograd.grad((c * direction).sum(), start)
    return {
        "dc_T/dc_0 against Π f, relative": float((gradient / (product * direction) - 1).abs().max()),
        "mean forget gate": float(product.log().mean().div(steps).exp()),
        "operations on the path": steps * 2 * (4 + width + 4),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon for each operation behind the gates and the product
    rounding = EPSILON * found["operations on the path"]
    return [
        at_most("dc_T/dc_0 against Π f, relative", found["dc_T/dc_0 against Π f, relative"], rounding),
        # torch draws the biases around 0: the gates of all arms stand at about ½
        close("mean forget gate", found["mean forget gate"], 0.5, abs=0.15, guard=True),
    ]
