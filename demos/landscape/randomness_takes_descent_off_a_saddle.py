"""A random start or gradient noise takes descent off a saddle with one way down in ten, in each of 1000 runs.

On the ridge the coordinate y that leads down is exactly 0, and so is its slope.  A random start lies there with
probability 0, and noise does not stay there; whatever is off the ridge grows by a factor a step.  With neither,
exact descent runs along the ridge, down into the saddle, and stays.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"randomness": 1.0}
CONTROL = {"randomness": 0.0}


def measure(randomness: float, seed: int, runs: int = 1000, steps: int = 300, noise: float = 0.01) -> dict[str, float]:
    """Descent on Σ ½x² + ¼y⁴ − ½y², nine x and one y: share of runs that end below the saddle."""
    shares = {}
    for source in ("start", "noise"):
        rng = lab.generator(seed)
        start = 2 * torch.rand(runs, 10, generator=rng, dtype=torch.float64) - 1
        x, y = start[:, :9], start[:, 9:] * (randomness if source == "start" else 0.0)
        scale = noise * randomness if source == "noise" else 0.0
        for _ in range(steps):
            pushes = scale * torch.randn(runs, 10, generator=rng, dtype=torch.float64)
            x, y = x - 0.1 * (x + pushes[:, :9]), y - 0.1 * (y**3 - y + pushes[:, 9:])
        values = (x**2 / 2).sum(dim=1) + (y**4 / 4 - y**2 / 2)[:, 0]
        # The saddle has the value 0, and the minima have -1/4.
        shares[source] = float((values < -1 / 8).double().mean())
        shares[f"x after {source}"] = float(x.abs().max())
    return shares


def judge(found: Found) -> list[Check]:
    """In the direction that leads up all runs come down; off the saddle they come by randomness alone."""
    return [
        # derived: x shrinks by 0.9 a step, to 0.9³⁰⁰, and noise of 0.01 keeps it at 0.0023 or so
        at_most("largest |x|, random start", found["x after start"], 0.05, guard=True),
        at_most("largest |x|, noise", found["x after noise"], 0.05, guard=True),
        exactly("share below the saddle, random start", found["start"], 1),
        exactly("share below the saddle, noise", found["noise"], 1),
    ]
