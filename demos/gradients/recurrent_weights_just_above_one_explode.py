"""Recurrent weights of 1.1 times an orthogonal matrix make a gradient grow 1.1¹⁰⁰-fold over 100 small-state steps.

Every step back multiplies by the same matrix W, which lengthens any vector by 1.1, and by slopes that are
almost 1 while the state is small.  The single weights are small, about 0.1 at width 128.  It is the number of
steps that makes 14,000 out of 1.1.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"gain": 1.1}
CONTROLS = {"gain 1": {"gain": 1.0}, "gain 0.9": {"gain": 0.9}}


def measure(gain: float, seed: int, steps: int = 100, width: int = 128) -> dict[str, float | Series]:
    """‖∂L/∂h_t‖ over that at the last step, and the size of a weight (both dimensionless)."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        weight = nn.init.orthogonal_(torch.empty(width, width, dtype=torch.float64), gain=gain)
    state = 1e-9 * torch.randn(8, width, generator=rng, dtype=torch.float64)
    states = [state.requires_grad_()]
    for _ in range(steps):
        states.append(torch.tanh(states[-1] @ weight))
    above = torch.randn(state.shape, generator=rng, dtype=torch.float64)
    norms = [float(gradient.norm()) for gradient in torch.autograd.grad(states[-1], states, above)]
    return {
        "steps": steps,
        "width": width,
        "weight, root mean square": float(weight.square().mean().sqrt()),
        "gradient, first / last step": norms[0] / norms[-1],
        "gradient, relative to the last step": Series(
            tuple(norm / norms[-1] for norm in norms), axis="step", scale="log", x=range(steps + 1)
        ),
    }


def judge(found: Found) -> list[Check]:
    """The gradient grows by 1.1 for each step, although no weight is large."""
    small = 1.15 / found["width"] ** 0.5
    return [
        # derived: the rows of an orthogonal matrix have length 1, so a weight is gain/√width
        at_most("weight, root mean square", found["weight, root mean square"], small, guard=True),
        # derived: the state stays below 1e-3, so tanh′ is within 1e-6 of 1 at each of 100 steps
        close(
            "gradient, first / last step",
            found["gradient, first / last step"],
            1.1 ** found["steps"],
            rel=0.001,
        ),
    ]
