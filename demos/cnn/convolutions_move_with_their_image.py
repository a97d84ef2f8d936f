"""Convolutions of stride 1 are equivariant, not invariant: away from the borders the maps move with the image.

The same kernels meet the same patches, only elsewhere.  ReLU works on each pixel and does not change that.  Where each
place has weights of its own, or an output sees the whole image, a pattern that moves meets other weights.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, unfold

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"layer": "convolution"}
CONTROLS = {"own weights": {"layer": "own weights"}, "fully connected": {"layer": "fully connected"}}

KERNEL = 3


def measure(layer: str, seed: int, side: int = 12, channels: int = 4) -> dict[str, float]:
    """Distance between the maps of an image and of the same scene a few pixels further, relative to their length."""
    rng = lab.generator(seed)
    down, right = (int(drawn) for drawn in torch.randint(1, 4, (2,), generator=rng))
    scene = torch.randn(1, 1, side + 4, side + 4, generator=rng, dtype=torch.float64)
    before, after = scene[..., :side, :side], scene[..., down : down + side, right : right + side]
    weights, n, c_in = [], side, 1
    for _ in range(2):
        m = n - KERNEL + 1
        shape = {
            "convolution": (channels, c_in, KERNEL, KERNEL),
            "own weights": (channels, c_in * KERNEL**2, m**2),
            "fully connected": (channels * m**2, c_in * n**2),
        }[layer]
        weights.append(torch.randn(shape, generator=rng, dtype=torch.float64) / shape[1] ** 0.5)
        n, c_in = m, channels

    def maps(image: Tensor) -> Tensor:
        for weight in weights:
            image = torch.relu(apply(layer, weight, image))
        return image

    first, second = maps(before), maps(after)
    overlap = first[..., down:, right:], second[..., : n - down, : n - right]  # the same places of the scene
    return {
        "moved back": float((overlap[0] - overlap[1]).norm() / overlap[0].norm()),
        "not moved back": float((first - second).norm() / first.norm()),
        "operations": 2 * channels * KERNEL**2,
    }


def apply(layer: str, weight: Tensor, image: Tensor) -> Tensor:
    m = image.shape[-1] - KERNEL + 1
    if layer == "convolution":
        return conv2d(image, weight)
    if layer == "own weights":
        return (weight * unfold(image, KERNEL)).sum(dim=1).view(1, -1, m, m)
    return (weight @ image.flatten()).view(1, -1, m, m)


def judge(found: Found) -> list[Check]:
    return [
        # separating: least arm 0.82 on seeds 1000 to 1029, an invariant layer 0
        at_least("change of the maps where they are", found["not moved back"], 0.3, guard=True),
        # derived: machine epsilon times the products and sums behind an output
        at_most("change once moved back", found["moved back"], 4 * sys.float_info.epsilon * found["operations"]),
    ]
