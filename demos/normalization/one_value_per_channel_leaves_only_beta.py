"""With one value per channel batch norm in training can only output β, whatever the input, and PyTorch raises an error.

A single value is its own mean: x − μ is 0, and so is the variance.  The output is γ·0/√ε + β, and no gradient
comes back.  A feature map gives more values per channel, and eval mode takes statistics from elsewhere.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"side": 1, "training": True}
CONTROLS = {
    "4 × 4 map": {"side": 4, "training": True},
    "eval mode": {"side": 1, "training": False},
}


def measure(side: int, training: bool, seed: int, channels: int = 16) -> dict[str, float]:
    """For one sample: whether PyTorch's layer raises (0 or 1), the distance of the output from β, the gradient back.

    Output and gradient are those of torch.batch_norm, which does not check its input (float64).
    """
    rng = lab.generator(seed)
    scale = 10 ** (4 * torch.rand(channels, 1, 1, generator=rng, dtype=torch.float64) - 2)  # 0.01 to 100
    inputs = 5 + scale * torch.randn(1, channels, side, side, generator=rng, dtype=torch.float64)
    gamma, beta = torch.randn(2, channels, generator=rng, dtype=torch.float64)
    upstream = torch.randn(inputs.shape, generator=rng, dtype=torch.float64)
    zeros, ones = torch.zeros_like(gamma), torch.ones_like(gamma)
    inputs.requires_grad_()
    output = torch.batch_norm(inputs, gamma, beta, zeros, ones, training, 0.1, 1e-5, cudnn_enabled=False)
    gradient = torch.autograd.grad((output * upstream).sum(), inputs)[0]
    try:
        nn.BatchNorm2d(channels, dtype=torch.float64).train(training)(inputs)
        refused = 0.0
    except ValueError:
        refused = 1.0
    return {
        "refused": refused,
        "distance from β": float((output - beta[:, None, None]).detach().abs().max()),
        "gradient back": float(gradient.abs().max()),
        # machine epsilon, times the numbers that cancel in γx/√ε − γμ/√ε
        "rounding": 2.2e-16 * 10 * float((gamma[:, None, None] * inputs.detach()).abs().max()) / 1e-5**0.5,
    }


def judge(found: Found) -> list[Check]:
    """Nothing of the sample is left: β, no gradient, and an error where the layer looks."""
    return [  # derived: x − x is 0
        exactly("PyTorch raises an error (1: yes)", found["refused"], 1.0),
        at_most("largest distance of output from β", found["distance from β"], found["rounding"]),
        exactly("largest gradient at the input", found["gradient back"], 0.0),
    ]
