"""A convolution has C_out·(k²·C_in + 1) parameters, whatever the size of the image.

A kernel is used at every position, so it is stored once.  A layer with the same connections but weights of its own
at each of the M² output positions stores M² times as much.  A fully connected layer also stores the connections that
a convolution lacks, as zeros.  All three can compute the same outputs.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, unfold

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"layer": "convolution"}
CONTROLS = {"own weights": {"layer": "own weights"}, "fully connected": {"layer": "fully connected"}}


def measure(
    layer: str, seed: int, side: int = 32, channels: int = 3, kernels: int = 16, kernel: int = 3
) -> dict[str, float | Series]:
    """Parameters, biases included, by the side of the image (no padding); outputs against the convolution's."""
    rng = lab.generator(seed)
    c_in, c_out, k = (int(drawn) for drawn in torch.randint(2, 5, (3,), generator=rng))
    weight = torch.randn(c_out, c_in, k, k, generator=rng, dtype=torch.float64)
    image = torch.randn(1, c_in, 8, 8, generator=rng, dtype=torch.float64)
    wanted = conv2d(image, weight)
    with torch.device("meta"):  # shapes without values: all that a count needs
        shapes = torch.empty(kernels, channels, kernel, kernel)
        sides = [side, 2 * side, 4 * side]
        counts = [
            stored(layer, shapes, n).numel() + kernels * (1 if layer == "convolution" else (n - kernel + 1) ** 2)
            for n in sides
        ]
    return {
        "parameters": counts[0],
        "formula": kernels * (kernel**2 * channels + 1),
        "growth": counts[-1] / counts[0],
        "output differs by": float((output(layer, stored(layer, weight, 8), image) - wanted.flatten()).abs().max()),
        "rounding": sys.float_info.epsilon * image.numel() * float(wanted.abs().max()),
        "parameters by side": Series(counts, axis="side of the image, pixels", scale="log", x=sides),
    }


def stored(layer: str, weight: Tensor, side: int) -> Tensor:
    """The weights that the layer keeps to do on images of this side what the kernels in `weight` do."""
    c_out, c_in, k, _ = weight.shape
    if layer == "convolution":
        return weight
    if layer == "own weights":
        return weight.expand((side - k + 1) ** 2, c_out, c_in, k, k)  # a copy for each output position
    pixels = torch.eye(c_in * side**2, dtype=weight.dtype).reshape(-1, c_in, side, side)
    return conv2d(pixels, weight).flatten(1).T  # what each pixel gives to each output


def output(layer: str, weights: Tensor, image: Tensor) -> Tensor:
    """The outputs of the layer, channel by channel in one row."""
    if layer == "convolution":
        return conv2d(image, weights).flatten()
    if layer == "own weights":
        patches = unfold(image, weights.shape[-1])[0]
        return torch.einsum("pof,fp->op", weights.flatten(2), patches).flatten()
    return weights @ image.flatten()


def judge(found: Found) -> list[Check]:
    return [
        # derived: machine epsilon times the products behind an output
        at_most("output − the convolution's", found["output differs by"], found["rounding"], guard=True),
        exactly("parameters − C_out·(k²·C_in + 1)", found["parameters"] - found["formula"], 0),
        exactly("at 4 times the side, times as many", found["growth"], 1),
    ]
