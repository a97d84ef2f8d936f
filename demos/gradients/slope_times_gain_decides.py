"""With activation α·z and orthogonal weights of gain g, a net multiplies the gradient by (α·g)^depth.

The chain rule multiplies by the slope α and by Wᵀ in every layer, and an orthogonal matrix of gain g makes any
vector g times as long.  So a slope of 1 leaves g^depth, and a slope of 2 vanishes with weights of gain ¼.
"""

import sys

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"formula": "slope·gain"}
CONTROLS = {"slope alone": {"formula": "slope"}, "gain alone": {"formula": "gain"}}


def measure(
    formula: str, seed: int, slope: float = 2.0, gain: float = 0.25, depth: int = 20, width: int = 32
) -> dict[str, float | Series]:
    """‖∂L/∂h‖ below the first layer over that above the last, and that over the formula's power."""
    rng = lab.generator(seed)
    signals = [torch.randn(8, width, generator=rng, dtype=torch.float64).requires_grad_()]
    with lab.seeded(seed):
        for _ in range(depth):
            weight = nn.init.orthogonal_(torch.empty(width, width, dtype=torch.float64), gain=gain)
            signals.append(slope * (signals[-1] @ weight))
    above = torch.randn(8, width, generator=rng, dtype=torch.float64)
    norms = [float(below.norm()) for below in torch.autograd.grad(signals[-1], signals, above)]
    factor = {"slope·gain": slope * gain, "slope": slope, "gain": gain}[formula]
    return {
        "operations": depth * width**2,
        "gradient left": norms[0] / norms[-1],
        "gradient left / formula": norms[0] / norms[-1] / factor**depth,
        "gradient, relative to the last layer": Series(
            tuple(norm / norms[-1] for norm in norms), axis="layer", scale="log", x=range(depth + 1)
        ),
    }


def judge(found: Found) -> list[Check]:
    """What multiplies is the Jacobian of the layer, slope and weights together."""
    # derived: machine epsilon times the multiplications
    rounding = sys.float_info.epsilon * found["operations"]
    return [close("gradient left / formula", found["gradient left / formula"], 1, abs=rounding)]
