"""A random linear layer multiplies variance by M_in·Var(w) going forward, and by M_out·Var(w) going back.

An output is a sum over the M_in inputs of w·x; with independent weights of mean 0 each term has variance
Var(w)·Var(x), and variances of uncorrelated terms add.  The gradient of an input is a sum of w·δ over the
M_out outputs, so there the same holds with M_out.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, close

CASE = {"fans": ("M_in", "M_out")}  # counted going forward, and going back
CONTROL = {"fans": ("M_out", "M_in")}

BATCH = 512


def measure(fans: tuple[str, str], seed: int, narrow: int = 80, wide: int = 240) -> dict[str, float]:
    """Measured factor over the formula, forward and backward, in a layer of random sizes and weight scale."""
    rng = lab.generator(seed)
    sizes = [int(torch.randint(least, 2 * least, (), generator=rng)) for least in (narrow, wide)]
    fan_in, fan_out = sizes if seed % 2 else sizes[::-1]
    fan = {"M_in": fan_in, "M_out": fan_out}
    scale = float(torch.empty(()).uniform_(0.01, 1, generator=rng))  # the standard deviation of the weights
    weight = torch.randn(fan_out, fan_in, generator=rng) * scale
    inputs = torch.randn(BATCH, fan_in, generator=rng, requires_grad=True)
    outputs = inputs @ weight.T
    above = torch.randn(outputs.shape, generator=rng)  # ∂L/∂z
    (below,) = torch.autograd.grad(outputs, inputs, above)
    forward, backward = (fan[name] * scale**2 for name in fans)
    return {
        "wider / narrower side": max(fan.values()) / min(fan.values()),
        "forward: measured / formula": float(outputs.detach().var() / inputs.detach().var()) / forward,
        "backward: measured / formula": float(below.var() / above.var()) / backward,
        "tolerance": 5 * (2 / (fan_in * fan_out) + 2 / BATCH * (1 / fan_in + 1 / fan_out)) ** 0.5,
    }


def judge(found: Found) -> list[Check]:
    """The fan that counts is the number of terms in the sum."""
    # derived: five standard errors, of a mean of M_in·M_out squared weights and of 512 squared norms
    margin = found["tolerance"]
    return [
        at_least("wider / narrower side", found["wider / narrower side"], 1.5, guard=True),
        close("forward: measured / formula", found["forward: measured / formula"], 1, abs=margin),
        close("backward: measured / formula", found["backward: measured / formula"], 1, abs=margin),
    ]
