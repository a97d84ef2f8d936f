"""Average pooling is linear, a depthwise convolution with equal weights 1/k²; max-pooling is not linear.

A mean of a weighted sum of maps is the same sum of their means, so average pooling adds no non-linearity.  A maximum
chooses by the values: the largest of a sum is in general not the sum of the largest.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, conv2d, max_pool2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"pooling": "average"}
CONTROL = {"pooling": "maximum"}


def measure(pooling: str, seed: int, channels: int = 4, side: int = 12, window: int = 2) -> dict[str, float]:
    """Distance of the pooled a·x + b·y from the sum of the pooled maps, and from the depthwise convolution."""
    rng = lab.generator(seed)
    x, y = torch.randn(2, 1, channels, side, side, generator=rng, dtype=torch.float64)
    a, b = (float(drawn) for drawn in torch.randn(2, generator=rng))

    def pooled(maps: Tensor) -> Tensor:
        return avg_pool2d(maps, window) if pooling == "average" else max_pool2d(maps, window)

    together, summed = pooled(a * x + b * y), a * pooled(x) + b * pooled(y)
    equal = torch.full((channels, 1, window, window), 1 / window**2, dtype=torch.float64)
    largest = max(float(maps.abs().max()) for maps in (together, a * pooled(x), b * pooled(y)))
    return {
        "distance from superposition": float((together - summed).abs().max()) / largest,
        "distance from the convolution": float(
            (pooled(x) - conv2d(x, equal, stride=window, groups=channels)).abs().max()
        ),
        "spread": float(pooled(x).std()),
        "operations": window**2,
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the sums behind an output, in the three outputs that are compared
    rounding = 4 * sys.float_info.epsilon * found["operations"]
    return [
        # separating: least arm 0.41 on seeds 1000 to 1029, an output of one value 0
        at_least("spread of the pooled map", found["spread"], 0.2, guard=True),
        at_most("distance from superposition", found["distance from superposition"], rounding),
        at_most("distance from the convolution", found["distance from the convolution"], rounding),
    ]
