"""With orthogonal weights of gain ½, 20 linear layers have equally large weight gradients, 2¹⁹ times below gain 1.

∂L/∂W of a layer is its input times the gradient of its output.  With slope 1 and orthogonal weights of gain g, the
input of a layer carries one g for each layer below it, and the gradient one for each layer above: together all
but one, in every layer.  So layers that learn at the same speed may all stand still.
"""

import sys

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"gain": 0.5}
CONTROL = {"gain": 1.0}


def measure(gain: float, seed: int, depth: int = 20, width: int = 32) -> dict[str, float | Series]:
    """‖∂L/∂W‖ of each layer over what it is at gain 1 (dimensionless), and largest over smallest."""
    rng = lab.generator(seed)
    inputs, above = torch.randn(2, 1, width, generator=rng, dtype=torch.float64)
    with lab.seeded(seed):
        weights = [
            nn.init.orthogonal_(torch.empty(width, width, dtype=torch.float64), gain=gain).requires_grad_()
            for _ in range(depth)
        ]
    signal = inputs
    for weight in weights:
        signal = signal @ weight
    # At gain 1 every layer has the outer product of two vectors as long as these.
    whole = float(inputs.norm() * above.norm())
    norms = [float(gradient.norm()) / whole for gradient in torch.autograd.grad(signal, weights, above)]
    return {
        "operations": depth * width**2,
        "halves": depth - 1,
        "largest / smallest": max(norms) / min(norms),
        "weight gradient": norms[0],
        "weight gradient, gain 1 = 1": Series(tuple(norms), axis="layer", scale="log"),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the multiplications
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        close("largest / smallest of the layers", found["largest / smallest"], 1, abs=rounding, guard=True),
        close("weight gradient, gain 1 = 1", found["weight gradient"], 0.5 ** found["halves"], rel=rounding),
    ]
