"""In float32 autograd's σ′(z) is exactly 0 from z = 17.4 to 60, and above 0 at −z, though σ′ is even.

Autograd computes σ′ as q(1 − q) from the stored q = σ(z).  Far to the right 1 − q is about e^−z: once
that is less than half a unit in the last place of 1, q is stored as 1, and its slope is 0.  Far to the
left q itself is about e^−|z|, a number that floating point stores down to about z = −88.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"side": 1}
CONTROL = {"side": -1}

FAR = 60.0  # e^−60 is far above the smallest normal float32, about e^−87


def measure(side: int, seed: int, precision: str = "float32") -> dict[str, float]:
    """Share of slopes that are 0 among |z| from 17.4 to 60, and the last |z| with a slope above 0."""
    drawn = 17.4 + (FAR - 17.4) * torch.rand(1000, generator=lab.generator(seed))
    grid = torch.arange(0.0, FAR, 0.01)

    def slopes_at(z: torch.Tensor) -> torch.Tensor:
        z = z.to(getattr(torch, precision)).requires_grad_()
        return torch.autograd.grad(torch.sigmoid(z).sum(), z)[0]

    slopes = slopes_at(side * torch.cat([drawn, grid]))
    exact = drawn.double()
    true = torch.sigmoid(exact) * torch.sigmoid(-exact)  # 1 − σ(z) is σ(−z): no digits are lost
    return {
        "share of slopes that are 0": float((slopes[: len(drawn)] == 0).float().mean()),
        "share of slopes that are 0 at −|z|": float((slopes_at(-drawn) == 0).float().mean()),
        "last |z| with a slope": float(grid[slopes[len(drawn) :] > 0].max()),
        "smallest true slope": float(true.min()),
    }


def judge(found: Found) -> list[Check]:
    """On the right every slope from 17.4 on is 0, though the true slope is far from underflow."""
    return [
        # derived: σ′(z) ≥ e^−|z|/4, and float32 holds numbers down to 1e-38
        at_least("smallest true slope", found["smallest true slope"], 1e-27, guard=True),
        exactly("share of slopes 0, at −|z|", found["share of slopes that are 0 at −|z|"], 0, guard=True),
        exactly("share of slopes 0, |z| beyond 17.4", found["share of slopes that are 0"], 1),
        # derived: float32 has 24 bits, so that 1 − e^−z is stored as 1 from z = 25·ln 2 = 17.33 at the latest
        at_most("last |z| with a slope above 0", found["last |z| with a slope"], 17.4),
    ]
