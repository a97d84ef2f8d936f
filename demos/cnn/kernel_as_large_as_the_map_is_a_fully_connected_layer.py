"""A convolution with a kernel as large as its input map is a fully connected layer on the whole map; a 1×1 one is not.

Such a kernel has one position, and its weights meet each number of the map once: flattened, they are the rows of the
layer's matrix.  1×1 kernels do so only if the map is a single pixel.  On a larger map all pixels have to share their
weights, so even with an average over the positions they see how much there is of a channel, not where.
"""

import sys

import torch
from torch import nn
from torch.nn.functional import adaptive_avg_pool2d, conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"kernel": "as large as the map"}
CONTROL = {"kernel": "1×1, then the average"}


def measure(kernel: str, seed: int, channels: int = 8, units: int = 5, side: int = 7) -> dict[str, float]:
    """Distance of the convolution from nn.Linear on the flattened map, relative to the latter's output."""
    rng = lab.generator(seed)
    maps = torch.randn(64, channels, side, side, generator=rng, dtype=torch.float64)
    with lab.seeded(seed):
        dense = nn.Linear(channels * side**2, units, dtype=torch.float64)
    wanted = (dense(maps.flatten(1)) - dense.bias).detach()
    if kernel == "as large as the map":
        outputs = conv2d(maps, dense.weight.detach().view(units, channels, side, side)).flatten(1)
    else:  # the 1×1 kernels that come nearest to the layer on these maps, by least squares
        pixels = adaptive_avg_pool2d(maps, 1)[:, :, 0, 0]
        nearest = torch.linalg.lstsq(pixels, wanted, driver="gels").solution.T
        outputs = adaptive_avg_pool2d(conv2d(maps, nearest[:, :, None, None]), 1).flatten(1)
    return {
        "distance": float((outputs - wanted).norm() / wanted.norm()),
        "length": float(wanted.norm() / wanted.numel() ** 0.5),
        "operations": channels * side**2,
        "weights of the layer": dense.weight.numel(),
        "weights of 1×1 kernels": units * channels,
    }


def judge(found: Found) -> list[Check]:
    return [
        # separating: least arm 0.70 on seeds 1000 to 1029, a layer of zeros 0
        at_least("root mean square of outputs", found["length"], 0.35, guard=True),
        # derived: machine epsilon times the products and sums behind an output
        at_most("distance ÷ length", found["distance"], 2 * sys.float_info.epsilon * found["operations"]),
    ]
