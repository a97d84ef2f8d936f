"""As PyTorch initialises them, LSTM and GRU lose their gradient over 100 steps, as a plain RNN does.

All biases are drawn around 0, so the forget gate of the LSTM and the update gate of the GRU stand at about ½
and keep half of the state, and of the gradient on the direct path.  Units that stand wider open and the paths
through h soften that to about 0.63 a step: 1e-20 is left after 100.  The control opens both gates by +2.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"gate_bias": 0.0}
CONTROL = {"gate_bias": 2.0}

# derived: what is smaller than float32's epsilon is rounded away when the gradients of all steps are summed
VANISHED = torch.finfo(torch.float32).eps


def measure(
    gate_bias: float, seed: int, steps: int = 100, width: int = 32, batch: int = 8
) -> dict[str, float | Series]:
    """Size of the gradient of the last state by the input of each step, ÷ that by the last input."""
    found: dict[str, float | Series] = {}
    for cell in ("LSTM", "GRU", "RNN"):
        rng = lab.generator(seed)
        with lab.seeded(seed):
            net = getattr(nn, cell)(4, width, dtype=torch.float64)
        if cell != "RNN":  # it has no gate
            with torch.no_grad():  # rows are i, f, g, o, and r, z, n, where z keeps the old state
                net.bias_ih_l0[width : 2 * width] += gate_bias
        inputs = torch.randn(steps, batch, 4, dtype=torch.float64, generator=rng).requires_grad_()
        direction = torch.randn(batch, width, dtype=torch.float64, generator=rng)
        states, _ = net(inputs)
        (gradient,) = torch.autograd.grad((states[-1] * direction).sum(), inputs)
        left = gradient.norm(dim=(1, 2)) / gradient[-1].norm()
        found[f"{cell}: gradient by step"] = Series(left.tolist(), "step of the input", scale="log")
        found[f"{cell}: gradient, first ÷ last step"] = float(left[0])
    return found


def judge(found: Found) -> list[Check]:
    checks = []
    for cell in ("LSTM", "GRU", "RNN"):
        name = f"{cell}: gradient, first ÷ last step"
        checks.append(at_most(name, found[name], VANISHED, guard=cell == "RNN"))
    return checks
