"""Over T = 100 steps a forget gate at 1 − 1/T keeps a third of the cell's gradient, one at 0.9 almost none.

Along the cell the gradient is multiplied by f at every step.  (1 − 1/T)ᵀ is above ⅓ for every T ≥ 6 (it rises
to 1/e), while 0.9ᵀ goes to zero.  As σ(ln(T − 1)) = 1 − 1/T, a forget bias of ln(T − 1) opens the gate so.
"""

import math

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"opens_with_length": True}
CONTROLS = {"f = 0.9": {"opens_with_length": False}}

EPSILON = torch.finfo(torch.float64).eps
WIDTH = 8


def measure(opens_with_length: bool, seed: int, steps: int = 100) -> dict[str, float | Series]:
    """Share of dc_T/dc_0 that is left along the cell, over the steps back (dimensionless)."""
    rng = lab.generator(seed)
    f = 1 - 1 / steps if opens_with_length else 0.9
    with lab.seeded(seed):
        cell = nn.LSTMCell(4, WIDTH, dtype=torch.float64)
    gate = slice(WIDTH, 2 * WIDTH)  # rows are i, f, g, o
    with torch.no_grad():  # f hangs on its bias alone, whatever the input and the state
        for rows in (cell.weight_ih, cell.weight_hh, cell.bias_hh):
            rows[gate] = 0
        cell.bias_ih[gate] = math.log(f / (1 - f))
    h = torch.zeros(1, WIDTH, dtype=torch.float64)
    cells = [torch.randn(1, WIDTH, dtype=torch.float64, generator=rng).requires_grad_()]
    for _ in range(steps):
        x = torch.randn(1, 4, dtype=torch.float64, generator=rng)
        h, c = cell(x, (h.detach(), cells[-1]))  # detached: what is left is the path along the cell
        cells.append(c)
    left = torch.stack(torch.autograd.grad(cells[-1].sum(), cells)).mean(dim=(1, 2))
    return {
        "gradient left by step": Series(left.tolist(), "step", scale="log", x=tuple(range(steps + 1))),
        "gradient left": float(left[0]),
        "f to the power of T": f**steps,
        "steps": steps,
    }


def judge(found: Found) -> list[Check]:
    left, product, steps = found["gradient left"], found["f to the power of T"], found["steps"]
    return [
        at_least("gradient left after T steps", left, 1 / 3),  # derived: (1 − 1/T)ᵀ > ⅓ for T ≥ 6
        # derived: machine epsilon for each of some ten operations a step
        close("gradient left ÷ fᵀ", left / product, 1, abs=10 * steps * EPSILON, guard=True),
    ]
