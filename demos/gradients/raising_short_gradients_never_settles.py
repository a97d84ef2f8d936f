"""Raising short gradients to the threshold c makes descent circle the minimum for good, in steps of rate × c.

Every step is then at least rate × c long, also where the gradient is zero but for rounding.  Two points that far
apart cannot both be nearer to the minimum than half of it.  Clipping does the opposite, and descent settles.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, close

CASE = {"short_gradients": "raised to c"}
CONTROLS = {"clipping": {"short_gradients": "left alone"}}


def measure(
    short_gradients: str, seed: int, rate: float = 0.1, threshold: float = 1.0, steps: int = 300, width: int = 10
) -> dict[str, float | Series]:
    """Distance from the minimum of a bowl with curvatures from 1 to 4, in units of rate × c, and length of a step."""
    rng = lab.generator(seed)
    curvature = 1 + 3 * torch.rand(width, generator=rng, dtype=torch.float64)
    weights = torch.randn(width, generator=rng, dtype=torch.float64)
    weights *= 10 / weights.norm()
    distances, step = [float(weights.norm())], 0.0
    for _ in range(steps):
        gradient = curvature * weights
        length = gradient.norm()
        if length > threshold or short_gradients == "raised to c":
            gradient = gradient * (threshold / length)
        weights = weights - rate * gradient
        step = rate * float(gradient.norm())
        distances.append(float(weights.norm()))
    unit = rate * threshold
    return {
        "distance by step": Series([one / unit for one in distances], "step", "log", tuple(range(steps + 1))),
        "farther of the last two points": max(distances[-2:]) / unit,
        "last step": step / unit,
        "way down": min(distances) / distances[0],
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: with rate × curvature < 2 both rules lead down until the gradient is below c, where 1·‖w‖ ≤ c
        at_most("nearest point ÷ start", found["way down"], 0.1, guard=True),
        # derived: two points that are rate × c apart; the triangle inequality, less rounding
        at_least("distance at the end ÷ (rate × c)", found["farther of the last two points"], 0.5 - 1e-12),
        close("last step ÷ (rate × c)", found["last step"], 1.0, abs=1e-12),  # derived: rounding of ten operations
    ]
