"""At equal mean Jaccard, a model with one bad image among good ones has a lower mean Dice than an even model.

D = 2J/(1 + J) is concave: its slope, 2/(1 + J)², falls from 2 at J = 0 to ½ at J = 1.  What one image lacks
costs more in D than the same amount, spread over the good images, brings back (Jensen).
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"equal": "jaccard"}  # equal mean Jaccard: who has the higher mean Dice?
CONTROL = {"equal": "dice"}  # equal mean Dice: who has the higher mean Jaccard?

OTHER_SCORE = {"jaccard": lambda j: 2 * j / (1 + j), "dice": lambda d: d / (2 - d)}
PAIRS = 64


def measure(equal: str, seed: int, images: int = 8) -> dict[str, float]:
    """How many of 64 even models beat the one with the bad image, in the score that is not held equal."""
    rng = lab.generator(seed)
    uneven = 0.7 + 0.3 * torch.rand(PAIRS, images, generator=rng, dtype=torch.float64)
    uneven[:, 0] = 0.3 * torch.rand(PAIRS, generator=rng, dtype=torch.float64)  # the bad image
    even = uneven.mean(dim=1, keepdim=True).expand(-1, images)
    other = OTHER_SCORE[equal]
    lead = other(even).mean(dim=1) - other(uneven).mean(dim=1)
    return {
        "gap between the equal means": float((even.mean(dim=1) - uneven.mean(dim=1)).abs().max()),
        "even model ahead": float((lead > 0).sum()),
        "median lead": float(lead.median()),
    }


def judge(found: Found) -> list[Check]:
    rounding = 16 * sys.float_info.epsilon  # derived: machine epsilon times the additions of two means
    return [
        at_most("gap between the equal means", found["gap between the equal means"], rounding, guard=True),
        exactly("pairs with the even model ahead", found["even model ahead"], PAIRS),  # derived: Jensen
    ]
