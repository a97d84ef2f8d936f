"""Global average pooling behind stride-1 convolutions ignores shifts inside the frame; 4×4 max-pooling does not.

The maps move with the pattern, and a mean over all places does not ask where its terms come from.  The maximum of a
block stays only as long as the strongest response stays in the block: it takes part of the change away, not all.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, conv2d, max_pool2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"pooling": "global average"}
CONTROLS = {"max 4×4": {"pooling": "max 4×4"}, "none": {"pooling": "none"}}

POOL = {
    "global average": lambda maps: adaptive_avg_pool2d(maps, 1),
    "max 4×4": lambda maps: max_pool2d(maps, 4),
    "none": lambda maps: maps,
}
PATTERNS, SIDE, PATTERN, FARTHEST = 32, 32, 6, 6


def measure(pooling: str, seed: int, channels: int = 8) -> dict[str, float | Series]:
    """Change of the pooled output as a pattern moves by 1 to 6 pixels, relative to its length (mean of 32 patterns)."""
    rng = lab.generator(seed)
    pattern = torch.randn(PATTERNS, 1, PATTERN, PATTERN, generator=rng, dtype=torch.float64)
    first = torch.randn(channels, 1, 3, 3, generator=rng, dtype=torch.float64) / 3
    second = torch.randn(channels, channels, 3, 3, generator=rng, dtype=torch.float64) / (9 * channels) ** 0.5

    def output(column: int) -> Tensor:
        image = torch.zeros(PATTERNS, 1, SIDE, SIDE, dtype=torch.float64)
        image[:, :, 12 : 12 + PATTERN, column : column + PATTERN] = pattern
        maps = torch.relu(conv2d(torch.relu(conv2d(image, first, padding=1)), second, padding=1))
        return POOL[pooling](maps).flatten(1)

    start = output(10)  # far enough from the borders for all shifts
    changes = [
        float(((output(10 + shift) - start).norm(dim=1) / start.norm(dim=1)).mean()) for shift in range(1, FARTHEST + 1)
    ]
    return {
        "change by one pixel": changes[0],
        "largest change": max(changes),
        "length": float(start.norm(dim=1).mean()),
        "operations": SIDE**2,
        "change by shift": Series(changes, axis="shift, pixels"),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the terms of the mean
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        # separating: least arm 0.020 on seeds 1000 to 1029, a network that lets nothing through 0
        at_least("length of the output", found["length"], 0.01, guard=True),
        at_most("change by one pixel", found["change by one pixel"], rounding),
        at_most("largest change, 1 to 6 pixels", found["largest change"], rounding),
    ]
