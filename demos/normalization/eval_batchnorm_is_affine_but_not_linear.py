"""In eval mode batch norm is an affine map per channel, but not a linear one: it sends 0 to β − γμ/√(σ² + ε).

With fixed statistics y = a·x + c for each channel, with a = γ/√(σ² + ε) and c the value at 0.  A linear map
has c = 0.  In training mode μ and σ are functions of x, and not even a·x + c is left.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"training": False, "shifts": "μ and β"}
CONTROLS = {
    "training mode": {"training": True, "shifts": "μ and β"},
    "μ = β = 0": {"training": False, "shifts": "none"},
}


def measure(training: bool, shifts: str, seed: int, batch: int = 16, channels: int = 8) -> dict[str, float]:
    """How far batch norm is from affine, from the formula at 0, and from linear (float64, dimensionless)."""
    rng = lab.generator(seed)
    layer = nn.BatchNorm1d(channels, dtype=torch.float64).train(training)
    share = torch.rand(3, channels, generator=rng, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(0.5 + share[0])
        layer.running_var.copy_(0.5 + share[1])
        if shifts != "none":
            layer.running_mean.copy_(1 + share[2])
            layer.bias.fill_(-1.0)
        mean, variance = layer.running_mean.clone(), layer.running_var.clone()
        at_zero = layer.bias - layer.weight * mean / (variance + layer.eps).sqrt()
        x, y = 3 * torch.randn(2, batch, channels, generator=rng, dtype=torch.float64)
        mix = float(torch.rand((), generator=rng))
        f_x, f_y, f_mix, f_sum = (layer(one) for one in (x, y, mix * x + (1 - mix) * y, x + y))
        f_zero = layer(torch.zeros_like(x))
    return {
        "not affine": float((f_mix - mix * f_x - (1 - mix) * f_y).abs().max()),
        "off at zero": float((f_zero - at_zero).abs().max()),
        "not linear": float((f_sum - f_x - f_y).abs().amax(0).min()),
    }


def judge(found: Found) -> list[Check]:
    """f(t·x + (1 − t)·y) = t·f(x) + (1 − t)·f(y), with the known value at 0, and yet f(x + y) ≠ f(x) + f(y)."""
    rounding = 2.2e-16 * 1e3  # derived: machine epsilon, times a few dozen operations on numbers of size 1 to 30
    return [
        at_most("|f(mix of x, y) − mix of f|", found["not affine"], rounding),
        at_most("|f(0) − (β − γμ/√(σ² + ε))|", found["off at zero"], rounding),
        # derived: the gap is −f(0) = 1 + γμ/√(σ² + ε), at least 1 + 0.5/√1.5 for these μ, γ and σ²
        at_least("|f(x + y) − f(x) − f(y)|", found["not linear"], 1.4),
    ]
