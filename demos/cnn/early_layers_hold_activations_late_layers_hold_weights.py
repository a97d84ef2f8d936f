"""In five layers that halve maps and double channels, the first holds more activations than weights, the last fewer.

A layer keeps k²·C_in·C_out weights, and M²·C_out activations for each image: M²/(k²·C_in) activations for a weight.
At the front M is large and C_in small, and at the back it is the other way round.  On images of one pixel the weights
outnumber the activations everywhere; where no map is halved, the activations outnumber the weights.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, exactly

CASE = {"side": 128, "stride": 2}
CONTROLS = {"1×1 images": {"side": 1, "stride": 2}, "no halving": {"side": 128, "stride": 1}}


def measure(side: int, stride: int, seed: int, width: int = 32, kernel: int = 3) -> dict[str, float | Series]:
    """Activations for one image ÷ weights, layer by layer: `width` channels in the first, and drawn ones."""
    drawn = int(torch.randint(16, 65, (1,), generator=lab.generator(seed)))
    weights, maps = held(side, stride, width, kernel)
    other_weights, other_maps = held(side, stride, drawn, kernel)
    return {
        "all weights": sum(weights),
        "all activations": sum(maps),
        "weights − formula": sum(weights) - sum(kernel**2 * c_in * c_out for c_in, c_out in pairwise(channels(width))),
        "first layer": min(maps[0] / weights[0], other_maps[0] / other_weights[0]),
        "last layer": max(maps[-1] / weights[-1], other_maps[-1] / other_weights[-1]),
        "activations ÷ weights": Series(
            [many / kept for many, kept in zip(maps, weights, strict=True)], axis="layer", scale="log"
        ),
    }


def channels(width: int) -> list[int]:
    return [3] + [width * 2**depth for depth in range(5)]


def held(side: int, stride: int, width: int, kernel: int) -> tuple[list[int], list[int]]:
    """Weights and activations of each layer, counted by hooks while an image passes."""
    weights, maps = [], []

    def hook(layer: nn.Conv2d, _image: tuple[Tensor], output: Tensor) -> None:
        weights.append(layer.weight.numel())
        maps.append(output.numel())

    with torch.device("meta"):  # shapes without values: all that a count needs
        image = torch.empty(1, 3, side, side)
        for c_in, c_out in pairwise(channels(width)):
            layer = nn.Conv2d(c_in, c_out, kernel, stride=stride, padding=kernel // 2)
            layer.register_forward_hook(hook)
            image = layer(image)
    return weights, maps


def judge(found: Found) -> list[Check]:
    return [
        exactly("weights − Σ k²·C_in·C_out", found["weights − formula"], 0, guard=True),
        # derived: more of the one than of the other
        at_least("first: activations ÷ weights, least", found["first layer"], 1),
        at_most("last: activations ÷ weights, most", found["last layer"], 1),
    ]
