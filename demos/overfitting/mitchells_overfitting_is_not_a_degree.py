"""By Mitchell's definition a function wrong on 2 of 8 inputs can overfit while one wrong on all 8 does not.

Overfitting compares a function with a better one that fits the samples worse.  The function that is
wrong everywhere fits them worst of all, so there is none.  Yes or no, relative to a space: how large
the true error is does not enter.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"definition": "Mitchell"}
CONTROL = {"definition": "large error"}


def measure(definition: str, seed: int, inputs: int = 3, samples: int = 5) -> dict[str, float]:
    """Wrong inputs of the best function that overfits and of the worst that does not."""
    rng = lab.generator(seed)
    points = 2**inputs  # a function is the row of its answers
    functions = torch.arange(2**points)[:, None] >> torch.arange(points) & 1
    target = torch.randint(2, (points,), generator=rng)
    seen = torch.randperm(points, generator=rng)[:samples]
    wrong = functions != target
    on_samples, overall = wrong[:, seen].sum(1), wrong.sum(1)
    if definition == "Mitchell":
        # a rival's fewest errors overall, where it must err on more than a samples
        rivals = [min(overall[on_samples > a].tolist(), default=math.inf) for a in range(samples + 1)]
        overfits = torch.tensor(rivals)[on_samples] < overall
    else:  # folk: wrong on two inputs or more
        overfits = overall >= 2
    return {
        "best that overfits": float(overall[overfits].min()),
        "worst that does not": float(overall[~overfits].max()),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("wrong inputs, best that overfits", found["best that overfits"], 2, guard=True),
        exactly("wrong inputs, worst that does not", found["worst that does not"], 8),
    ]
