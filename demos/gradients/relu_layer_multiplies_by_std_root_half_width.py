"""A wide ReLU layer multiplies the gradient by std·√(n/2), for n units and independent weights of mean 0.

Each unit below sums over the n units above: n products of a weight and a gradient, with signs at random, add
up to √n times the size of one.  ReLU lets half of the gradients through, hence n/2.  So no single weight is
small or large in itself: the same std of 0.05 shrinks the gradient with 200 units, and makes it grow with
1600.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"formula": "std·√(n/2)"}
CONTROLS = {"√n without the half": {"formula": "std·√n"}, "one weight": {"formula": "std"}}

FORMULA = {
    "std·√(n/2)": lambda std, width: std * math.sqrt(width / 2),
    "std·√n": lambda std, width: std * math.sqrt(width),
    "std": lambda std, _width: std,
}


def measure(formula: str, seed: int, width: int = 800, std: float = 0.05) -> dict[str, float | Series]:
    """‖∂L/∂h‖ below a ReLU layer over that above it, and that over the formula, at three widths."""
    rng = lab.generator(seed)
    widths = (width // 4, width, 2 * width)
    factors = []
    for units in widths:
        inputs = torch.randn(32, units, generator=rng).requires_grad_()
        outputs = torch.relu(inputs @ (std * torch.randn(units, units, generator=rng)))
        above = torch.randn(outputs.shape, generator=rng)
        (below,) = torch.autograd.grad(outputs, inputs, above)
        factors.append(float(below.norm() / above.norm()))
    off = [factor / FORMULA[formula](std, units) for factor, units in zip(factors, widths, strict=True)]
    return {
        "factor of the layer": factors[1],
        "factor / formula, narrowest": off[0],
        "factor / formula, widest": off[-1],
        "factor, by width": Series(tuple(factors), axis="width", scale="log", x=widths, x_scale="log"),
    }


def judge(found: Found) -> list[Check]:
    # derived: over 200 units and 32 samples the square scatters by 3 %, the norm by 1.5 %; six times that
    return [
        close(f"factor / formula, {where} layer", found[f"factor / formula, {where}"], 1, rel=0.1)
        for where in ("narrowest", "widest")
    ]
