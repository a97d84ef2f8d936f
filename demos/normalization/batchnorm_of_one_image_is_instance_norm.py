"""In training batch norm of a single image is instance norm; with a second image, or in evaluation, it is not.

One image leaves H·W values per channel, and their mean and variance are those that instance norm takes.  The
running statistics of evaluation are averages over past images, which have other means and contrasts.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"images": 1, "training": True}
CONTROLS = {
    "two images": {"images": 2, "training": True},
    "evaluation": {"images": 1, "training": False},
}


def measure(images: int, training: bool, seed: int, channels: int = 8, side: int = 6) -> dict[str, float]:
    """Largest distance of batch norm to instance norm on the last batch, and how far its outputs spread (float64)."""
    rng = lab.generator(seed)
    layer = nn.BatchNorm2d(channels, dtype=torch.float64)
    instance = nn.InstanceNorm2d(channels, dtype=torch.float64)
    for _ in range(50):
        level = torch.randn(images, channels, 1, 1, generator=rng, dtype=torch.float64)
        contrast = 0.5 + torch.rand(images, channels, 1, 1, generator=rng, dtype=torch.float64)
        pixels = torch.randn(images, channels, side, side, generator=rng, dtype=torch.float64)
        batch = level + contrast * pixels
        layer(batch)
    output = layer.train(training)(batch).detach()
    return {
        "distance": float((output - instance(batch)).abs().max()),
        "spread": float(output.std((0, 2, 3)).min()),
    }


def judge(found: Found) -> list[Check]:
    """The same output to the last digits, and one that still tells pixels apart."""
    return [
        # derived: a contrast of 0.5 or more over a running std near 1, less five standard errors of 36 pixels
        at_least("smallest std of a channel after", found["spread"], 0.1, guard=True),
        # derived: machine epsilon, times some thousand operations on numbers below 10
        at_most("distance to instance norm", found["distance"], 2.2e-16 * 1e4),
    ]
