"""Without a forget gate (f = 1) the gradient of an LSTM's cell crosses 100 steps; with f at ½ it vanishes.

What carries the gradient is the sum c_t = c_(t−1) + i·g, whose derivative by c_(t−1) is 1, and not the gates:
in every arm the input and output gates are there and stand at about ½.  All that differs is how much of the
old cell is carried on.  In 1997 f was 1.  Measured both along the cell and in full, paths through h and all.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, between, exactly

CASE = {"forget_bias": 800.0}  # σ(800) is exactly 1: there is no forget gate
CONTROLS = {
    "f ≈ ½ (default)": {"forget_bias": 0.0},
    "f ≈ 0.02": {"forget_bias": -4.0},
}


def measure(forget_bias: float, seed: int, steps: int = 100, width: int = 16) -> dict[str, float | Series]:
    """Size of the gradient of c_T, in a direction of size 1, with respect to the cell after each step."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        lstm = nn.LSTMCell(4, width, dtype=torch.float64)
    with torch.no_grad():
        lstm.bias_ih[width : 2 * width] += forget_bias  # rows are i, f, g, o
    start = torch.randn(1, width, dtype=torch.float64, generator=rng)
    inputs = torch.randn(steps, 1, 4, dtype=torch.float64, generator=rng)
    direction = nn.functional.normalize(torch.randn(1, width, dtype=torch.float64, generator=rng))
    cells, input_gate = run(lstm, start, inputs, cut=False)
    in_full = torch.stack(torch.autograd.grad((cells[-1] * direction).sum(), cells)).norm(dim=(1, 2))
    cells, _ = run(lstm, start, inputs, cut=True)
    (along_cell,) = torch.autograd.grad((cells[-1] * direction).sum(), cells[:1])
    return {
        "gradient by step": Series(in_full.tolist(), "step of the cell", scale="log", x=tuple(range(steps + 1))),
        "gradient at step 0": float(in_full[0]),
        "along the cell, share left": float(along_cell.norm() / direction.norm()),
        "mean input gate": input_gate,
    }


def run(lstm: nn.LSTMCell, start: Tensor, inputs: Tensor, *, cut: bool) -> tuple[list[Tensor], float]:
    """The cell after each step, the start first, with the paths through h cut or open; the mean input gate."""
    cells, h, input_gates = [start.clone().requires_grad_()], torch.zeros_like(start), []
    for x in inputs:
        with torch.no_grad():
            gates = x @ lstm.weight_ih.T + lstm.bias_ih + h @ lstm.weight_hh.T + lstm.bias_hh
            input_gates.append(gates.chunk(4, dim=1)[0].sigmoid().mean())
        h, c = lstm(x, (h.detach() if cut else h, cells[-1]))
        cells.append(c)
    return cells, float(torch.stack(input_gates).mean())


def judge(found: Found) -> list[Check]:
    return [
        # stricter than separating, 5e-9: worst case 1.1, best control 2e-17 on seeds 1000 to 1029
        at_least("gradient of c_T by c_0", found["gradient at step 0"], 0.1),
        exactly("along the cell, share left", found["along the cell, share left"], 1),
        # the other gates are neither open nor shut, in any arm
        between("mean input gate", found["mean input gate"], 0.3, 0.7, guard=True),
    ]
