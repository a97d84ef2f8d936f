"""In eval mode batch norm folds into the convolution before it: w′ = γw/s, b′ = γ(b − μ)/s + β, with s = √(σ² + ε).

A convolution is linear in its kernel: a channel's factor γ/s can be applied to its kernel instead of its
output.  The constants add up to one bias.  In training s and μ are those of the batch, and a ReLU in between
is not linear.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"formula": "γ/s on w and on b − μ", "between": "nothing", "training": False}
CONTROLS = {
    "b not scaled": {"formula": "γ/s on w and on μ", "between": "nothing", "training": False},
    "σ² + ε for s": {"formula": "σ² + ε for s", "between": "nothing", "training": False},
    "ReLU between": {"formula": "γ/s on w and on b − μ", "between": "ReLU", "training": False},
    "training mode": {"formula": "γ/s on w and on b − μ", "between": "nothing", "training": True},
}


def measure(
    formula: str,
    between: str,
    training: bool,
    seed: int,
    bias: float = 1.0,
    mean: float = 4.0,
    variance: float = 4.0,
    gamma: float = 3.0,
    beta: float = 0.5,
) -> dict[str, float]:
    """Error of the folded convolution; output of the two layers for 0, in channel 0, whose numbers are the knobs."""
    rng = lab.generator(seed)
    width, channels = (int(torch.randint(2, 7, (), generator=rng)) for _ in range(2))
    weight = torch.randn(channels, width, 3, 3, generator=rng, dtype=torch.float64)
    biases, means, gammas, betas = torch.randn(4, channels, generator=rng, dtype=torch.float64)
    variances = 0.5 + torch.rand(channels, generator=rng, dtype=torch.float64)
    biases[0], means[0], variances[0], gammas[0], betas[0] = bias, mean, variance, gamma, beta
    images = torch.randn(4, width, 8, 8, generator=rng, dtype=torch.float64)
    images[0] = 0

    activate = torch.relu if between == "ReLU" else torch.Tensor.clone
    z = activate(nn.functional.conv2d(images, weight, biases, padding=1))
    output = nn.functional.batch_norm(z, means.clone(), variances.clone(), gammas, betas, training=training)

    s = variances + 1e-5 if formula == "σ² + ε for s" else (variances + 1e-5).sqrt()
    scaled = biases if formula == "γ/s on w and on μ" else gammas / s * biases
    folded_bias = scaled - gammas / s * means + betas
    folded_weight = (gammas / s)[:, None, None, None] * weight
    by_one = activate(nn.functional.conv2d(images, folded_weight, folded_bias, padding=1))
    return {"error": float((output - by_one).abs().max()), "output for 0": float(output[0, 0, 0, 0])}


def judge(found: Found) -> list[Check]:
    """One convolution gives what the two layers gave, to the last digits."""
    # derived: machine epsilon, times some hundred additions of numbers below 100
    return [at_most("error of the folded convolution", found["error"], 2.2e-16 * 1e4)]
