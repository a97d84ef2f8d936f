"""A batch-normalised sum of 256 skewed independent inputs has nearly Gaussian skewness and kurtosis, one of 4 has not.

The central limit theorem makes the bell, and batch norm only centres and scales it.  In a randomly weighted sum
of n inputs skewness and excess kurtosis shrink like 1/n; with four skewed inputs the sum is skewed after batch
norm as before.  Trained weights and dependent inputs need not obey the theorem.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, between

CASE = {"inputs": 256}
CONTROL = {"inputs": 4}


def measure(inputs: int, seed: int, samples: int = 4000, units: int = 32) -> dict[str, float]:
    """Root mean square over units of skewness and excess kurtosis (0 for a Gaussian) after batch norm (float64)."""
    rng = lab.generator(seed)
    skewed = -torch.log1p(-torch.rand(samples, inputs, generator=rng)).double()  # exponential: skewness 2
    weight = torch.randn(inputs, units, generator=rng).double()
    normed = nn.BatchNorm1d(units, eps=1e-30, dtype=torch.float64)(skewed @ weight).detach()
    return {
        "variance": float(normed.var(0, correction=0).mean()),
        "skewness": float(normed.pow(3).mean(0).square().mean().sqrt()),
        "excess kurtosis": float((normed.pow(4).mean(0) - 3).square().mean().sqrt()),
    }


def judge(found: Found) -> list[Check]:
    """With batch norm in both arms, only the number of inputs decides about the shape."""
    return [
        between("variance after batch norm", found["variance"], 0.999, 1.001, guard=True),  # derived: 1, ε is tiny
        # separating, seeds 1000 to 1029: worst case 0.060, best control 0.89; worst case 0.14, best control 2.4
        at_most("skewness (root mean square)", found["skewness"], 0.23),
        at_most("excess kurtosis (root mean square)", found["excess kurtosis"], 0.57),
    ]
