"""The last 5 of 30 inputs hold most of a fresh nn.RNN's gradient, but not of an LSTM's with forget bias 3.

Back through a step the gradient is multiplied by Uᵀ and by tanh′ ≤ 1.  PyTorch draws U so small that the
product shrinks vectors, to some 0.53 a step: what is five steps old counts for a twentieth.  An LSTM's cell
hands the gradient back times its forget gate, σ(3) = 0.95: all 30 inputs count.  An even share would be ⅙.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, between

CASE = {"cell": "RNN", "forget_bias": 3.0}  # an RNN has no forget gate: the bias has nowhere to go
CONTROLS = {"LSTM, f open": {"cell": "LSTM", "forget_bias": 3.0}}


def measure(
    cell: str, forget_bias: float, seed: int, steps: int = 30, last: int = 5, width: int = 32, batch: int = 64
) -> dict[str, float | Series]:
    """Share of the last inputs in the sizes of the gradients by each input; its size at the last one."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net = getattr(nn, cell)(4, width)
    if cell == "LSTM":
        with torch.no_grad():
            net.bias_ih_l0[width : 2 * width] += forget_bias  # rows are i, f, g, o
    inputs = torch.randn(steps, batch, 4, generator=rng).requires_grad_()
    direction = torch.randn(batch, width, generator=rng)
    states, _ = net(inputs)
    (gradient,) = torch.autograd.grad((states[-1] * direction).sum(), inputs)
    size = gradient.norm(dim=(1, 2))
    return {
        "share of the gradient": Series((size / size.sum()).tolist(), "step of the input", scale="log"),
        "share of the last": float(size[-last:].sum() / size.sum()),
        "gradient at the last step": float(size[-1]),
    }


def judge(found: Found) -> list[Check]:
    return [
        # separating: worst case 0.92, best control 0.24 on seeds 1000 to 1029
        at_least("share of the last inputs", found["share of the last"], 0.58),
        # every net hears its latest input, so that shares are shares of something
        between("gradient at the last step", found["gradient at the last step"], 0.1, 100, guard=True),
    ]
