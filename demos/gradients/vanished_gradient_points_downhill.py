"""In a 12-layer sigmoid net whose first layer has a gradient g below 1e-6, the loss falls along −g by ‖g‖ per unit.

A differentiable loss changes along a unit vector u by u·g per unit of length.  Along −g that is −‖g‖, the
steepest descent of all, however small ‖g‖ is.  What a vanished gradient lacks is length, not direction.  Only
where g is exactly 0, as in a net whose weights are all 0, is there no way down to read off.  A loss that falls
by 10⁻¹⁰ takes float64 to be seen.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, close

CASE = {"start": "Xavier", "along": "−g"}
CONTROLS = {
    "along +g": {"start": "Xavier", "along": "+g"},
    "a random way": {"start": "Xavier", "along": "random"},
    "all weights 0": {"start": "all 0", "along": "−g"},
}


def measure(
    start: str, along: str, seed: int, depth: int = 12, width: int = 32, length: float = 0.01
) -> dict[str, float]:
    """‖g‖ of the first weight matrix, and what the loss loses on a step of given length, ÷ (length · ‖g‖)."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(64, rng=rng)
    with lab.seeded(seed):
        model = lab.mlp([inputs.shape[1], *[width] * depth, 2], nn.Sigmoid, init=lab.xavier).double()
    if start == "all 0":
        for parameter in model.parameters():
            nn.init.zeros_(parameter)

    def loss() -> torch.Tensor:
        return nn.functional.cross_entropy(model(inputs.double()), labels)

    first = model[0].weight
    before = loss()
    (g,) = torch.autograd.grad(before, first)
    ways = {"−g": -g, "+g": g, "random": torch.randn(g.shape, generator=rng, dtype=torch.float64)}
    way = ways[along]
    with torch.no_grad():
        first += length * way / way.norm().clamp(min=1e-300)
        drop = float(before - loss())
    slope = float(g.norm())
    return {
        "norm of the gradient": slope,
        "loss falls by": drop,
        "fall / (length · ‖g‖)": drop / (length * slope) if slope else 0.0,
    }


def judge(found: Found) -> list[Check]:
    """The loss falls as fast as the norm of the gradient says, and no other way down is as steep."""
    return [
        # derived: the 11 layers above leave 0.236¹¹ = 10⁻⁷ of a gradient below 1
        at_most("‖g‖ of the first layer", found["norm of the gradient"], 1e-6, guard=True),
        # derived: 1, less a curvature that is as small as the slope, times half the length
        close("fall of the loss / (length · ‖g‖)", found["fall / (length · ‖g‖)"], 1, abs=0.05),
    ]
