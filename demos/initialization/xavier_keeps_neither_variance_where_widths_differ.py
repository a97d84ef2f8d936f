"""With 400 inputs and 100 outputs Xavier's 2/(M_in + M_out) multiplies variance by 1.6 forward and by 0.4 back.

A layer multiplies variance by M_in·Var(w) forward, and by M_out·Var(w) going back.  One number cannot make
both of them 1 unless M_in = M_out.  Xavier divides by the mean of the two: the factors add up to 2, and one is
as far above 1 as the other is below.  1/M_in keeps the forward pass alone, 1/M_out the gradient alone.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close

CASE = {"rule": "2/(M_in + M_out)"}
CONTROLS = {
    "1/M_in": {"rule": "1/M_in"},
    "1/M_out": {"rule": "1/M_out"},
    "mean of both": {"rule": "(1/M_in + 1/M_out)/2"},
}

LAYERS = 16


def measure(rule: str, seed: int, fan_in: int = 400, fan_out: int = 100, batch: int = 64) -> dict[str, float]:
    """Variance of outputs over that of inputs, and of the gradients of inputs over that of outputs."""
    rng = lab.generator(seed)
    variance = {
        "2/(M_in + M_out)": 2 / (fan_in + fan_out),
        "1/M_in": 1 / fan_in,
        "1/M_out": 1 / fan_out,
        "(1/M_in + 1/M_out)/2": (1 / fan_in + 1 / fan_out) / 2,
    }[rule]
    weights = torch.randn(LAYERS, fan_in, fan_out, generator=rng) * variance**0.5
    inputs = torch.randn(LAYERS, batch, fan_in, generator=rng, requires_grad=True)
    outputs = inputs @ weights
    above = torch.randn(outputs.shape, generator=rng)  # ∂L/∂z
    (below,) = torch.autograd.grad(outputs, inputs, above)
    return {
        "fan_in": fan_in,
        "fan_out": fan_out,
        "forward factor": float(outputs.detach().var() / inputs.detach().var()),
        "backward factor": float(below.var() / above.var()),
        "tolerance": 5 * (2 / LAYERS * (1 / (fan_in * fan_out) + (1 / fan_in + 1 / fan_out) / batch)) ** 0.5,
    }


def judge(found: Found) -> list[Check]:
    """The compromise keeps neither: 1.6 forward and 0.4 back for 400 inputs and 100 outputs."""
    # derived: five standard errors, of LAYERS·M_in·M_out squared weights and of LAYERS·batch squared norms
    margin, both = found["tolerance"], found["fan_in"] + found["fan_out"]
    return [
        close("forward factor", found["forward factor"], 2 * found["fan_in"] / both, rel=margin),
        close("backward factor", found["backward factor"], 2 * found["fan_out"] / both, rel=margin),
    ]
