"""Each output of a convolution depends on k²·C_in inputs, and a channel has the same k²·C_in weights at every place.

The Jacobian of the layer, outputs by inputs, holds the weight of each connection.  Only the inputs under the kernel
have one (sparse connectivity), and the kernel that moves on keeps its values (weight sharing).  A layer with kernels
of its own at each place is as sparse but shares nothing; a fully connected layer is and does neither.
"""

import torch
from torch import Tensor
from torch.nn.functional import conv2d, unfold

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"layer": "convolution"}
CONTROLS = {"own weights": {"layer": "own weights"}, "fully connected": {"layer": "fully connected"}}


def measure(
    layer: str, seed: int, side: int = 8, channels: int = 3, kernels: int = 4, kernel: int = 3
) -> dict[str, float]:
    """Non-zero entries in a row of the Jacobian, and different weights in all rows of a channel (counts)."""
    rng = lab.generator(seed)
    positions = (side - kernel + 1) ** 2
    fan_in = kernel**2 * channels
    shapes = {
        "convolution": (kernels, channels, kernel, kernel),
        "own weights": (kernels, fan_in, positions),
        "fully connected": (kernels * positions, channels * side**2),
    }
    weights = torch.randn(shapes[layer], generator=rng, dtype=torch.float64)

    def outputs(image: Tensor) -> Tensor:
        if layer == "convolution":
            return conv2d(image, weights).flatten()
        if layer == "own weights":
            return (weights * unfold(image[None], kernel)).sum(dim=1).flatten()
        return weights @ image.flatten()

    image = torch.randn(channels, side, side, generator=rng, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(outputs, image).reshape(kernels, positions, -1)
    seen = (jacobian != 0).sum(dim=2)
    return {
        "outputs": len(outputs(image)),
        "outputs by size": kernels * positions,
        "inputs of an output": int(seen.max()),
        "fewest inputs of an output": int(seen.min()),
        "weights of a channel": max(len(channel[channel != 0].unique()) for channel in jacobian),
        "k²·C_in": fan_in,
        "share of zeros": float((jacobian == 0).double().mean()),
    }


def judge(found: Found) -> list[Check]:
    fan_in = found["k²·C_in"]
    return [
        exactly("outputs − C_out·M²", found["outputs"] - found["outputs by size"], 0, guard=True),
        # derived: a count
        exactly("most inputs of an output − k²·C_in", found["inputs of an output"] - fan_in, 0),
        exactly("fewest inputs − k²·C_in", found["fewest inputs of an output"] - fan_in, 0),
        exactly("weights of a channel − k²·C_in", found["weights of a channel"] - fan_in, 0),
    ]
