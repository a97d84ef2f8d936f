"""With batch norm after each linear layer, scaling all weights by a > 0 keeps the gradient at the input (ε negligible).

Scaling W by a scales Wx, its mean and its standard deviation, and batch norm divides a out again.  In the
backward pass Wᵀ brings a factor a, and the division by a·σ takes it away.  An ε that is not small beside the
variance does not scale with it.  Without batch norm each layer brings a factor a, in all a to the power of the depth.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"batch_norm": True, "epsilon": 1e-30}
CONTROLS = {
    "no batch norm": {"batch_norm": False, "epsilon": 1e-30},
    "ε = 1e-5": {"batch_norm": True, "epsilon": 1e-5},  # the default
}


def measure(
    batch_norm: bool,
    epsilon: float,
    seed: int,
    depth: int = 20,
    width: int = 32,
    batch: int = 64,
    scales: tuple[float, ...] = (0.3, 0.6, 1.0, 1.7, 3.0),
) -> dict[str, float | Series]:
    """Norm of the gradient at the input of a ReLU net with its weights scaled, relative to He's scale (float64)."""
    rng = lab.generator(seed)
    inputs = torch.randn(batch, width, generator=rng, dtype=torch.float64)
    weights = torch.randn(depth, width, width, generator=rng, dtype=torch.float64) * (2 / width) ** 0.5
    upstream = torch.randn(batch, width, generator=rng, dtype=torch.float64)

    def gradient(scale: float) -> torch.Tensor:
        entry = inputs.clone().requires_grad_()
        signal = entry
        for weight in weights:
            signal = signal @ (scale * weight)
            if batch_norm:
                signal = nn.functional.batch_norm(signal, None, None, training=True, eps=epsilon)
            signal = torch.relu(signal)
        return torch.autograd.grad((signal * upstream).sum(), entry)[0]

    normal = gradient(1.0)
    scaled = [gradient(scale) for scale in scales]
    ratios = [float(one.norm() / normal.norm()) for one in scaled]
    return {
        "worst change": max(float((one - normal).norm() / normal.norm()) for one in scaled),
        "first": ratios[0],
        "last": ratios[-1],
        "gradient at the input, He = 1": Series(
            tuple(ratios), axis="scale of all weights", scale="log", x=scales, x_scale="log"
        ),
    }


def judge(found: Found) -> list[Check]:
    """Same gradient, entry by entry, from weights of a third to three times He's size."""
    # derived: machine epsilon, times 20 layers, times how far rounding can grow on the way back (π/(π−1))^(20/2) = 46,
    # times the 32 products of a sum and a margin of 10
    rounding = 2.2e-16 * 20 * 46 * 32 * 10
    return [
        at_most("change of the gradient, relative", found["worst change"], rounding),
        close("gradient at 0.3 times He's scale", found["first"], 1.0, abs=rounding),
        close("gradient at 3 times He's scale", found["last"], 1.0, abs=rounding),
    ]
