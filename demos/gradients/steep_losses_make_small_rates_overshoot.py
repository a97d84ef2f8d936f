"""On x⁴, ten away from the minimum, a learning rate of 0.01 overshoots at every step and diverges.

The step is rate × slope, and the slope 4x³ is 4,000 at x = 10: a step of 40 where 10 would do.  It lands at −30, where
the slope is 27 times as large.  Nearer to the minimum, at a smaller rate, or clipped, the same descent stays.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"distance": 10.0, "rate": 0.01, "threshold": "none"}
CONTROLS = {
    "distance 1": {"distance": 1.0, "rate": 0.01, "threshold": "none"},
    "rate 0.001": {"distance": 10.0, "rate": 0.001, "threshold": "none"},
    "clipped to 1": {"distance": 10.0, "rate": 0.01, "threshold": "1"},
}

STEPS = 3


def measure(distance: float, rate: float, threshold: str, seed: int) -> dict[str, float | Series]:
    """Distance from the minimum after each step of gradient descent, and by how many times each step overshoots."""
    minimum = torch.rand((), generator=lab.generator(seed), dtype=torch.float64) - 0.5
    x = minimum + distance
    slope_at_start, far, overshoot = 0.0, [distance], []
    for step in range(STEPS):
        at = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad((at - minimum) ** 4, at)
        if step == 0:
            slope_at_start = float(slope)
        if threshold != "none":
            slope = slope.clamp(-float(threshold), float(threshold))
        overshoot.append(float(rate * slope / (x - minimum)))  # 1 lands on the minimum, 2 as far on the other side
        x = x - rate * slope
        far.append(float((x - minimum).abs()))
    return {
        "distance by step": Series(far, "step", "log", tuple(range(STEPS + 1))),
        "slope at the start": slope_at_start,
        "slope at the start, by formula": 4 * distance**3,
        "shortest step ÷ distance": min(overshoot),
        "growth": far[-1] / far[0],
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: rounding of x − minimum
        close(
            "slope at the start ÷ 4x³",
            found["slope at the start"] / found["slope at the start, by formula"],
            1,
            abs=1e-12,
            guard=True,
        ),
        at_least("step ÷ distance, shortest", found["shortest step ÷ distance"], 2.0),
        # derived: x → x·(1 − 0.04·x²) takes 10 to −30, 1,050 and −4.6e7; less rounding
        at_least("distance after 3 steps ÷ at first", found["growth"], 4.6e6),
    ]
