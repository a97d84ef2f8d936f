"""Convolution or max-pooling of stride s > 1 carries over a shift by s pixels exactly, but not a shift by one.

The layer looks at every s-th position alone.  If the image moves by s pixels, each position sees what its neighbour saw
before.  If it moves by a single pixel, all of them see patches that none of them has seen.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, max_pool2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"shift": "by the stride"}
CONTROL = {"shift": "by one pixel"}


def measure(shift: str, seed: int, stride: int = 2, side: int = 48) -> dict[str, float]:
    """Distance of the map of the shifted image from the nearest shift of the first map, relative to its length."""
    rng = lab.generator(seed)
    pixels = stride if shift == "by the stride" else 1
    scene = torch.randn(1, 1, side, side + stride, generator=rng, dtype=torch.float64)
    before, after = scene[..., :side], scene[..., pixels : pixels + side]
    kernels = torch.randn(4, 1, 3, 3, generator=rng, dtype=torch.float64)

    def convolved(image: Tensor) -> Tensor:
        return conv2d(image, kernels, stride=stride)

    def pooled(image: Tensor) -> Tensor:
        return max_pool2d(conv2d(image, kernels), stride)

    return {
        "convolution": nearest(convolved(before), convolved(after), stride + 1),
        "max-pooling": nearest(pooled(before), pooled(after), stride + 1),
        "stride 1": nearest(conv2d(before, kernels), conv2d(after, kernels), stride + 1),
        "operations": kernels[0].numel(),
    }


def nearest(first: Tensor, second: Tensor, most: int) -> float:
    """The least distance over shifts of the first map by up to `most` of its pixels, either way."""
    middle = second[..., most:-most]
    width = middle.shape[-1]
    return min(float((first[..., at : at + width] - middle).norm() / middle.norm()) for at in range(2 * most + 1))


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the products and sums behind an output
    rounding = 4 * sys.float_info.epsilon * found["operations"]
    return [
        at_most("stride 1: distance", found["stride 1"], rounding, guard=True),
        at_most("strided convolution: distance", found["convolution"], rounding),
        at_most("max-pooling: distance", found["max-pooling"], rounding),
    ]
