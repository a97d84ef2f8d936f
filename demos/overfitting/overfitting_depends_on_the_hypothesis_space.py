"""By Mitchell's definition functions that overfit among all Boolean ones do not among those without training error.

A function overfits only relative to a better one that errs more on the samples.  Take those with an
error on the samples out of the space, and nothing is left to compare with: no function overfits,
whatever its error.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"space": "consistent"}
CONTROL = {"space": "all"}


def measure(space: str, seed: int, inputs: int = 3, samples: int = 5) -> dict[str, float]:
    """Of the functions that fit every sample: how many there are, overfit, and their largest true error (share)."""
    rng = lab.generator(seed)
    points = 2**inputs  # a function is the row of its answers
    functions = torch.arange(2**points)[:, None] >> torch.arange(points) & 1
    target = torch.randint(2, (points,), generator=rng)
    seen = torch.randperm(points, generator=rng)[:samples]
    wrong = functions != target
    on_samples, overall = wrong[:, seen].sum(1), wrong.sum(1)
    fits = on_samples == 0
    within = fits if space == "consistent" else torch.ones_like(fits)
    rival = min(overall[within & (on_samples > 0)].tolist(), default=math.inf)  # its fewest errors overall
    return {
        "fit": float(fits.sum()),
        "largest error": float(overall[fits].max()) / points,
        "overfit": float((rival < overall[fits]).sum()),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("functions that fit every sample", found["fit"], 8, guard=True),  # 3 inputs unseen: 2³
        exactly("largest true error (share)", found["largest error"], 0.375, guard=True),
        exactly("of these, overfit", found["overfit"], 0),
    ]
