"""A 1×1 convolution is one fully connected layer on the channels of each pixel, the same at all, and mixes no pixels.

A kernel of one pixel covers the channel vector of that pixel and nothing else, and it is shared by all pixels.  So it
mixes channels and changes their number, but carries nothing from one pixel to the next.  A 3×3 kernel carries, weights
of their own at each pixel are not the same layer, and a fully connected layer on the whole map is neither.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"layer": "1×1"}
CONTROLS = {
    "3×3": {"layer": "3×3"},
    "own weights": {"layer": "own weights"},
    "whole map": {"layer": "whole map"},
}


def measure(layer: str, seed: int, channels: int = 8, kernels: int = 3, side: int = 6) -> dict[str, float]:
    """Difference from one linear layer at each pixel, relative to the largest output; pixels that one pixel changes."""
    rng = lab.generator(seed)
    image = torch.randn(1, channels, side, side, generator=rng, dtype=torch.float64)
    shapes = {
        "1×1": (kernels, channels, 1, 1),
        "3×3": (kernels, channels, 3, 3),
        "own weights": (kernels, channels, side, side),
        "whole map": (kernels, side, side, channels, side, side),
    }
    weights = torch.randn(shapes[layer], generator=rng, dtype=torch.float64)

    def maps(inputs: Tensor) -> Tensor:
        """The output, (1, kernels, side, side)."""
        if layer == "own weights":
            return torch.einsum("ocij,ncij->noij", weights, inputs)
        if layer == "whole map":
            return torch.einsum("oijckl,nckl->noij", weights, inputs)
        return conv2d(inputs, weights, padding="same")

    output = maps(image)
    at_first = torch.eye(channels, dtype=torch.float64)[:, :, None, None] * (torch.arange(side**2) == 0).view(
        side, side
    )
    matrix = maps(at_first)[:, :, 0, 0].T  # what the first pixel makes of each of its channels
    pixelwise = torch.einsum("oc,ncij->noij", matrix, image)
    changed = image.clone()
    changed[:, :, side // 2, side // 2] += 1
    return {
        "difference": float((output - pixelwise).abs().max() / output.abs().max()),
        "pixels changed": int((maps(changed) != output).any(dim=1).sum()),
        "channels out − kernels": output.shape[1] - kernels,
        "operations": channels,
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("channels out − kernels", found["channels out − kernels"], 0, guard=True),
        # derived: machine epsilon times the products and sums behind an output, in two outputs
        at_most(
            "difference from a layer per pixel", found["difference"], 4 * sys.float_info.epsilon * found["operations"]
        ),
        exactly("pixels that one pixel changes", found["pixels changed"], 1),
    ]
