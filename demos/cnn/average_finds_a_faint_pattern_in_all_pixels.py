"""Where a pattern brightens all of 64 noisy pixels a little, the average tells its presence better than the maximum.

The average keeps the pattern whole and divides the standard deviation of the noise by √64, as it cancels.  The maximum
keeps one pixel, and with it the largest noise.  If a pattern of the same length lies in one pixel instead, the average
divides it by 64.
"""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, max_pool2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least

CASE = {"pattern": "all pixels"}
CONTROL = {"pattern": "one pixel"}

IMAGES = 2000
LENGTH = 4.0  # of the pattern as a vector, in standard deviations of the noise


def measure(pattern: str, seed: int, side: int = 8) -> dict[str, float]:
    """Share of images told apart, with the pattern or without, by the best threshold on the pooled value."""
    rng = lab.generator(seed)
    present = torch.arange(IMAGES) % 2 == 0
    images = torch.randn(IMAGES, side**2, generator=rng)
    where = torch.randint(side**2, (IMAGES,), generator=rng)
    unit = torch.full_like(images, 1 / side) if pattern == "all pixels" else torch.eye(side**2)[where]
    images = (images + LENGTH * unit * present[:, None]).view(IMAGES, 1, side, side)
    by_max = told_apart(max_pool2d(images, side).flatten(), present)
    by_average = told_apart(avg_pool2d(images, side).flatten(), present)
    return {"by maximum": by_max, "by average": by_average, "lead of the average": by_average - by_max}


def told_apart(pooled: Tensor, present: Tensor) -> float:
    """Accuracy of "present above the threshold", for the best of all thresholds."""
    ordered = present[pooled.argsort()].float()
    right = present.sum() + ((1 - 2 * ordered).cumsum(dim=0)).clamp(min=0)
    return float(right.max()) / len(present)


def judge(found: Found) -> list[Check]:
    return [
        # separating: least arm 0.87, against 0.5 by guessing, on seeds 1000 to 1029
        at_least("better of the two, accuracy", max(found["by maximum"], found["by average"]), 0.7, guard=True),
        # separating: worst case 0.24, best control −0.27 on seeds 1000 to 1029
        at_least("average − maximum, accuracy", found["lead of the average"], 0),
    ]
