"""A chain of 50 linear units loses its gradient where all |w| ≤ 0.9, but not where all w lie between −3 and −1.5.

The gradient of a chain of single units is the product of its weights.  The absolute value of a product is the
product of the absolute values, so the signs have no say in its size: factors of at most 0.9 leave at most
0.9⁵⁰, negative factors between −3 and −1.5 at least 1.5⁵⁰.
"""

import math
import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"weights": (-0.9, 0.9)}
CONTROLS = {"−3 to −1.5": {"weights": (-3.0, -1.5)}, "1.5 to 3": {"weights": (1.5, 3.0)}}


def measure(weights: tuple[float, float], seed: int, units: int = 50) -> dict[str, float | Series]:
    """|∂h/∂x| after each unit, by autograd, and the size of the product of all weights (dimensionless)."""
    low, high = weights
    rng = lab.generator(seed)
    drawn = low + (high - low) * torch.rand(units, generator=rng, dtype=torch.float64)
    start = torch.ones((), dtype=torch.float64).requires_grad_()
    signal, outputs = start, []
    for weight in drawn:
        signal = weight * signal
        outputs.append(signal)
    gradients = [float(torch.autograd.grad(output, start, retain_graph=True)[0].abs()) for output in outputs]
    return {
        "units": units,
        "gradient left": gradients[-1],
        "gradient / product of the |w|": gradients[-1] / math.prod(map(abs, drawn.tolist())),
        "gradient, by unit": Series(tuple(gradients), axis="units crossed", scale="log"),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the multiplications
    rounding = 2 * found["units"] * sys.float_info.epsilon
    return [
        close(
            "gradient / product of the |w|",
            found["gradient / product of the |w|"],
            1,
            abs=rounding,
            guard=True,
        ),
        at_most("gradient left", found["gradient left"], 0.9 ** found["units"]),  # derived: the largest product
    ]
