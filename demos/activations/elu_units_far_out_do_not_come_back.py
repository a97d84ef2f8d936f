"""Under a steady pull an ELU unit ten below 0 does not come back in the 1,100 steps that bring a leaky one back.

ELU's slope for z < 0 is e^z: never 0, but 0.018 at −4 and 0.000045 at −10.  At rate 1 the way back from a depth
of D takes e^D steps or more, and a leaky ReLU's 100·D.  So ELU is back sooner from 4, and as good as dead at 10.
"""

import torch
from torch.nn.functional import elu, leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, exactly

CASE = {"activation": "ELU", "depth": 10.0}
CONTROLS = {"ELU, 4 below": {"activation": "ELU", "depth": 4.0}, "leaky": {"activation": "leaky", "depth": 10.0}}

ACTIVATION = {"ELU": elu, "leaky": leaky_relu}


def measure(
    activation: str, depth: float, seed: int, rate: float = 1.0, units: int = 32, steps: int = 1100
) -> dict[str, float | Series]:
    """Slope at the start of each unit's highest z; share of units that fire again; median step; a path."""
    rng = lab.generator(seed)
    inputs = torch.randn(50, 4, generator=rng)
    inputs -= inputs.mean(dim=0)  # the pull then moves every z of a leaky unit alike
    weight = torch.randn(4, units, generator=rng, requires_grad=True)
    bias = (-(inputs @ weight).amax(dim=0) - depth).detach().requires_grad_()
    took = torch.full((units,), float(steps))
    path: list[float] = []
    slope = 0.0
    for step in range(steps):
        z = inputs @ weight + bias
        highest = z.detach().amax(dim=0)
        path.append(highest[0].item())
        took = torch.where((highest > 0) & (took == steps), step, took)
        if (took < steps).all():
            break
        # ∂L/∂h is −1 for every unit, averaged over the samples: the loss asks for more of each
        outputs = ACTIVATION[activation](z)
        for_weight, for_bias, for_z = torch.autograd.grad(-outputs.mean(dim=0).sum(), (weight, bias, z))
        if step == 0:
            slope = (-len(inputs) * for_z.amin(dim=0)).median().item()  # at the highest z, where it is largest
        with torch.no_grad():
            weight -= rate * for_weight
            bias -= rate * for_bias
    return {
        "highest z of one unit": Series(tuple(path[::20]), axis="step", x=range(0, len(path), 20)),
        "slope": slope,
        "on again": (took < steps).double().mean().item(),
        "steps": took.median().item(),
    }


def judge(found: Found) -> list[Check]:
    """The slope is not 0, and yet no unit comes back."""
    return [exactly("share of units on again", found["on again"], 0)]
