"""With weights uniform in ±1, 20 sigmoid layers lose the gradient at width 64 and make it explode at width 1024.

One unit's gradient is a sum over the n units above it, and n terms of either sign add up to √n times the size
of one. So a layer multiplies by its slopes σ′ and by std·√n: 4.6 for 64 units, 18.5 for 1024.  The slopes
outweigh the first and not the second, although it saturates more units.  Hold std·√n instead of |w|, and no
width turns the one into the other.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"weights": "up to 1"}
CONTROLS = {
    "std·√n as at n = 64": {"weights": "as at 64"},
    "std·√n as at n = 1024": {"weights": "as at 1024"},
}

WIDTHS = (16, 64, 256, 1024)


def measure(weights: str, seed: int, depth: int = 20, networks: int = 8) -> dict[str, float | Series]:
    """‖∂L/∂h‖ at the input over that at the output, geometric mean over networks, by width."""
    rng = lab.generator(seed)
    found: dict[str, float | Series] = {}
    for width in WIDTHS:
        # A weight between −a and a has standard deviation a/√3.
        largest = {
            "up to 1": 1.0,
            "as at 64": math.sqrt(64 / width),
            "as at 1024": math.sqrt(1024 / width),
        }[weights]
        copies = min(networks, 1024 // width)
        inputs = torch.randn(copies, 4, width, generator=rng).requires_grad_()
        signal = inputs
        for _ in range(depth):
            weight = torch.empty(copies, width, width).uniform_(-largest, largest, generator=rng)
            signal = torch.sigmoid(signal @ weight)
        above = torch.randn(signal.shape, generator=rng)
        (below,) = torch.autograd.grad(signal, inputs, above)
        left = below.norm(dim=(1, 2)) / above.norm(dim=(1, 2))
        found[f"width {width}"] = float(left.log().mean().exp())
    found["gradient left, by width"] = Series(
        tuple(found[f"width {width}"] for width in WIDTHS), axis="width", scale="log", x=WIDTHS, x_scale="log"
    )
    return found


def judge(found: Found) -> list[Check]:
    """Under the same bound on a weight the gradient falls in one net and rises in the other."""
    # derived: √(n/3·E[σ′(z)²]) a layer, at the fixed point of Var z = n/3·E[σ(z)²], is 0.68 at 64 and 1.34 at
    # 1024: 5e-4 and 330 over 20 layers.  The bounds leave a factor of 20 and more to the scatter of single nets.
    return [
        at_most("gradient left, width 64", found["width 64"], 0.01),
        at_least("gradient left, width 1024", found["width 1024"], 10),
    ]
