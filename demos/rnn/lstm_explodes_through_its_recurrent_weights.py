"""With 16 times PyTorch's recurrent weights an LSTM's gradient explodes over 60 steps; along the cell it does not.

Along the cell a step multiplies by f ≤ 1, and Π f cannot grow.  But c_(t−1) also moves h_(t−1), and with it
all four blocks of step t, through U.  That path has no bound: with U large enough it outgrows the slopes of
the gates.  One control cuts that path, the other keeps PyTorch's U, uniform in ±1/√d for d units.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, between

CASE = {"times_u": 16.0, "path_through_u": "open"}
CONTROLS = {
    "path cut": {"times_u": 16.0, "path_through_u": "cut"},
    "PyTorch's U": {"times_u": 1.0, "path_through_u": "open"},
}


def measure(
    times_u: float, path_through_u: str, seed: int, steps: int = 60, width: int = 64, batch: int = 8
) -> dict[str, float | Series]:
    """Length of the gradient of c_T, in directions of length 1, by the cell after each step; mean gate f."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        lstm = nn.LSTMCell(4, width, dtype=torch.float64)
    with torch.no_grad():
        lstm.weight_hh *= times_u
    cells = [torch.zeros(batch, width, dtype=torch.float64).requires_grad_()]
    h, forget = torch.zeros_like(cells[0]), []
    for x in torch.randn(steps, batch, 4, dtype=torch.float64, generator=rng):
        before = h.detach() if path_through_u == "cut" else h
        with torch.no_grad():
            gates = x @ lstm.weight_ih.T + lstm.bias_ih + before @ lstm.weight_hh.T + lstm.bias_hh
            forget.append(gates.chunk(4, dim=1)[1].sigmoid().mean())  # rows are i, f, g, o
        h, c = lstm(x, (before, cells[-1]))
        cells.append(c)
    direction = nn.functional.normalize(torch.randn(batch, width, dtype=torch.float64, generator=rng))
    left = torch.stack(torch.autograd.grad((cells[-1] * direction).sum(), cells)).norm(dim=2).mean(dim=1)
    return {
        "gradient by step": Series(left.tolist(), "step of the cell", scale="log", x=tuple(range(steps + 1))),
        "gradient at step 0": float(left[0]),
        "mean forget gate": float(torch.stack(forget).mean()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # stricter than separating, 1,400: worst case 1e9, best control 0.002 on seeds 1000 to 1029
        at_least("gradient of c_T by c_0", found["gradient at step 0"], 1e6),
        # in all arms the forget gates stand around ½: it is not they that make the difference
        between("mean forget gate", found["mean forget gate"], 0.3, 0.7, guard=True),
    ]
