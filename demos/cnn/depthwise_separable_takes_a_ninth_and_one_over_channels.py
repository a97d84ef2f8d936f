"""A depthwise-separable 3×3 convolution takes 1/9 + 1/C_out of the multiply-adds: 7 to 9 times fewer from 32 channels.

For each input channel and pixel a full convolution multiplies k²·C_out times.  The separable one filters the channel
once (k² times) and hands it on by a 1×1 convolution (C_out times): k² + C_out instead of k²·C_out.  With 1×1 kernels
there is nothing to separate, and the extra layer only adds.
"""

import torch
from torch.nn.functional import conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"kernel": 3}
CONTROL = {"kernel": 1}

BY_CHANNELS = (4, 8, 16, 32, 64, 128, 256)


def measure(kernel: int, seed: int, channels: int = 64, kernels: int = 64, side: int = 7) -> dict[str, float | Series]:
    """Multiply-adds of the full convolution ÷ those of the separable one, by the number of output channels."""
    rng = lab.generator(seed)
    drawn = torch.randint(32, 512, (4, 2), generator=rng).tolist()
    given = times_fewer(kernel, channels, kernels, side)
    others = [times_fewer(kernel, *sizes, side) for sizes in drawn]
    formula = [1 / (1 / kernel**2 + 1 / c_out) for _, c_out in drawn]
    return {
        "times fewer": given,
        "fewest times, drawn sizes": min(others),
        "÷ formula, largest": max(one / wanted for one, wanted in zip(others, formula, strict=True)),
        "÷ formula, smallest": min(one / wanted for one, wanted in zip(others, formula, strict=True)),
        "times fewer by output channels": Series(
            [times_fewer(kernel, channels, c_out, side) for c_out in BY_CHANNELS],
            axis="output channels",
            x=BY_CHANNELS,
            x_scale="log",
        ),
    }


def times_fewer(kernel: int, channels: int, kernels: int, side: int) -> float:
    """Products of the full convolution over those of the separable one."""
    full = products(channels, kernels, kernel, side)
    separable = products(channels, channels, kernel, side, groups=channels) + products(channels, kernels, 1, side)
    return full / separable


def products(c_in: int, c_out: int, kernel: int, side: int, groups: int = 1) -> float:
    """Products behind c_out maps of this side: with ones for pixels (the padding too) and weights each is one."""
    padded = torch.ones(1, c_in, side + kernel - 1, side + kernel - 1)
    return float(
        conv2d(padded, torch.ones(c_out, c_in // groups, kernel, kernel), groups=groups).sum(dtype=torch.float64)
    )


def judge(found: Found) -> list[Check]:
    return [
        # derived: the formula holds for kernels of any side; a division rounds
        close("times fewer ÷ formula, largest", found["÷ formula, largest"], 1, rel=1e-12, guard=True),
        close("times fewer ÷ formula, smallest", found["÷ formula, smallest"], 1, rel=1e-12, guard=True),
        # derived: 1/(1/9 + 1/32) = 7.02, and more with more channels
        at_least("times fewer multiply-adds", found["times fewer"], 7),
        at_least("drawn sizes: times fewer, least", found["fewest times, drawn sizes"], 7),
    ]
