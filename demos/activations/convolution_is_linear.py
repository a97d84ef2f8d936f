"""A convolution without bias is linear: of a weighted sum of images it makes the same sum of its outputs.

Each output is a weighted sum of the inputs under the kernel, and weighted sums keep sums and multiples as they
are.  Stride, padding with zeros and the number of channels change which inputs are summed, not that.  ReLU and
max-pooling choose by the input, and a choice does not keep sums.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, max_pool2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"after": "nothing"}
CONTROLS = {"ReLU": {"after": "ReLU"}, "max-pooling": {"after": "max-pooling"}}

AFTER = {"nothing": lambda maps: maps, "ReLU": torch.relu, "max-pooling": lambda maps: max_pool2d(maps, 2)}


def measure(after: str, seed: int, channels: int = 3, kernel: int = 3, size: int = 12) -> dict[str, float]:
    """Distance of the output for a·x + b·y from the sum of outputs, relative to the largest output."""
    rng = lab.generator(seed)
    stride, padding = (int(drawn) for drawn in torch.randint(1, 3, (2,), generator=rng))
    x, y = torch.randn(2, 1, channels, size, size, generator=rng, dtype=torch.float64)
    a, b = (float(drawn) for drawn in torch.randn(2, generator=rng))
    weights = torch.randn(4, channels, kernel, kernel, generator=rng, dtype=torch.float64)

    def layer(image: Tensor) -> Tensor:
        return AFTER[after](conv2d(image, weights, stride=stride, padding=padding))

    together, summed = layer(a * x + b * y), a * layer(x) + b * layer(y)
    largest = float(torch.cat([together, a * layer(x), b * layer(y)]).abs().max())
    return {
        "distance": float((together - summed).abs().max()) / largest,
        "spread of the output": float(together.std()) / largest,
        "operations": 4 * channels * kernel**2,
    }


def judge(found: Found) -> list[Check]:
    """Superposition holds up to rounding for the convolution alone."""
    # derived: machine epsilon times the products and sums behind one output, in three outputs
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        # separating: worst arm 0.14 on seeds 1000 to 1029, an output of one value 0
        at_least("spread / largest output", found["spread of the output"], 0.05, guard=True),
        at_most("distance from superposition", found["distance"], rounding),
    ]
