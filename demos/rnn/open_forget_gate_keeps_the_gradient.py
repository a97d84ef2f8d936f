"""With a forget bias of +2 an LSTM's gradient survives 100 steps; at PyTorch's default bias it vanishes.

Each step back through the cell multiplies the gradient by the forget gate f.  PyTorch draws the gate's
biases around 0, so f is about ½ and half is lost at every step; +2 opens the gate to about 0.88, and the
units that stand wider open, with the paths through h, carry the rest.  A plain RNN has no gate to open.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, between

CASE = {"cell": "LSTM", "forget_bias": 2.0}
CONTROLS = {
    "default bias": {"cell": "LSTM", "forget_bias": 0.0},
    "plain RNN": {"cell": "RNN", "forget_bias": 2.0},  # no forget gate: the bias has nowhere to go
}

# derived: what is smaller than float32's epsilon is rounded away when the gradients of all steps are summed
VANISHED = torch.finfo(torch.float32).eps


def measure(
    cell: str, forget_bias: float, seed: int, steps: int = 100, width: int = 32, batch: int = 8
) -> dict[str, float | Series]:
    """Size of the gradient of the last state by the input of each step, ÷ that by the last input."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net = getattr(nn, cell)(4, width, dtype=torch.float64)
    if cell == "LSTM":
        with torch.no_grad():
            net.bias_ih_l0[width : 2 * width] += forget_bias  # rows are i, f, g, o
    inputs = torch.randn(steps, batch, 4, dtype=torch.float64, generator=rng).requires_grad_()
    direction = torch.randn(batch, width, dtype=torch.float64, generator=rng)
    states, _ = net(inputs)
    (gradient,) = torch.autograd.grad((states[-1] * direction).sum(), inputs)
    size = gradient.norm(dim=(1, 2))
    left = size / size[-1]
    return {
        "gradient by step": Series(left.tolist(), "step of the input", scale="log"),
        "gradient, first ÷ last step": float(left[0]),
        "gradient at the last step": float(size[-1]),
    }


def judge(found: Found) -> list[Check]:
    return [
        at_least("gradient, first ÷ last step", found["gradient, first ÷ last step"], VANISHED),
        # every net hears its latest input, so that what is missing at step 1 was lost on the way
        between("gradient at the last step", found["gradient at the last step"], 0.1, 100, guard=True),
    ]
