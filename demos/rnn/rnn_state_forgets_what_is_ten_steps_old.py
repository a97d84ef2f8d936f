"""A fresh nn.RNN ends in nearly the same state whatever came over 10 steps ago; an LSTM with open f does not.

Two sequences of 30 inputs that share nothing but their last ten are read by one network.  Through each shared
step the difference of the two states is multiplied by U and by a mean slope of tanh, which shrinks it.  In an
LSTM with forget bias 3 the cells keep σ(3) = 0.95 of their difference a step, and the states stay apart.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"cell": "RNN", "forget_bias": 3.0}  # an RNN has no forget gate: the bias has nowhere to go
CONTROLS = {"LSTM, f open": {"cell": "LSTM", "forget_bias": 3.0}}


def measure(
    cell: str, forget_bias: float, seed: int, steps: int = 30, shared: int = 10, width: int = 32, batch: int = 64
) -> dict[str, float | Series]:
    """Distance of the last states of two sequences, ÷ their distance when the shared inputs began."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net = getattr(nn, cell)(4, width)
    if cell == "LSTM":
        with torch.no_grad():
            net.bias_ih_l0[width : 2 * width] += forget_bias  # rows are i, f, g, o
    one, other = torch.randn(2, steps, batch, 4, generator=rng)
    other[steps - shared :] = one[steps - shared :]
    with torch.no_grad():
        states, others = net(one)[0], net(other)[0]
    apart = (states - others).norm(dim=(1, 2))
    before = apart[steps - shared - 1]
    return {
        "distance of the states": Series((apart / before).tolist(), "step", scale="log"),
        "distance left": float(apart[-1] / before),
        "distance before": float(before / states[-1].norm()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # separating, in log space: worst case 0.0078, best control 0.65 on seeds 1000 to 1029
        at_most("distance left by the shared inputs", found["distance left"], 0.07),
        # the inputs that differ had driven the states apart: 1 is the size of a state
        at_least("distance before, in sizes of h", found["distance before"], 0.1, guard=True),
    ]
