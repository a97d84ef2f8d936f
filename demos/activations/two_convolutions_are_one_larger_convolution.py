"""Two convolutions without activation or padding between them are one, with a kernel of k₁ + (k₂ − 1)·s₁ a side.

A neighbour in the second kernel lies s₁ pixels further on, the stride of the first convolution, so the two
kernels together reach k₁ + (k₂ − 1)·s₁ pixels: 5 for 3×3 on 3×3 at stride 1.  One output pixel's gradient is
that one kernel.  ReLU gives each pixel a kernel of its own; zeros padded in between cut kernels off at the edge.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"between": "nothing"}
CONTROLS = {"ReLU": {"between": "ReLU"}, "zero padding": {"between": "zero padding"}}

BETWEEN = {"nothing": lambda maps: maps, "ReLU": torch.relu, "zero padding": lambda maps: pad(maps, (1, 1, 1, 1))}
CHANNELS = 16  # so many that with ReLU, too, some of them pass on every pixel


def measure(between: str, seed: int, first: int = 3, second: int = 3, stride: int = 1) -> dict[str, float]:
    """Side of the one kernel (pixels), and how far the two layers are from it, relative to the largest output."""
    rng = lab.generator(seed)
    lower = torch.randn(CHANNELS, 1, first, first, generator=rng, dtype=torch.float64)
    upper = torch.randn(1, CHANNELS, second, second, generator=rng, dtype=torch.float64)
    reach = first + (second - 1) * stride
    image = torch.randn(1, 1, reach + 8 * stride, reach + 8 * stride, generator=rng, dtype=torch.float64)

    def stacked(maps: Tensor) -> Tensor:
        return conv2d(BETWEEN[between](conv2d(maps, lower, stride=stride)), upper)[0, 0]

    output = stacked(image)
    middle = output.shape[0] // 2
    seen = torch.func.grad(lambda maps: stacked(maps)[middle, middle])(image)[0, 0]
    rows, columns = seen.abs().sum(dim=1).nonzero(), seen.abs().sum(dim=0).nonzero()
    kernel = seen[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    # What two layers make of an image, and what that one kernel makes of it, at the edges as well.
    margin = (output.shape[0] - 9) // 2 * stride
    at_once = conv2d(pad(image, (margin,) * 4), kernel[None, None], stride=stride)[0, 0]
    return {
        "side of the kernel": kernel.shape[0],
        "side expected": reach,
        "distance": float((output - at_once).abs().max() / output.abs().max()),
        "operations": 2 * CHANNELS * first**2 * second**2,
    }


def judge(found: Found) -> list[Check]:
    """The middle pixel sees a window of the same size in all arms; in the case alone all pixels share its kernel."""
    return [
        exactly("side of the kernel (pixels)", found["side of the kernel"], found["side expected"], guard=True),
        # derived: machine epsilon times the products and sums behind one output
        at_most("distance from one convolution", found["distance"], sys.float_info.epsilon * found["operations"]),
    ]
