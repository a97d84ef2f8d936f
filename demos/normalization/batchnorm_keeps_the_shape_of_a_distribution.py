"""Batch norm leaves skewness and kurtosis of a feature as they were, and makes nothing Gaussian that was not.

Per feature batch norm is x ↦ (x − μ)/σ, an affine map with positive slope: it moves and stretches a
histogram and cannot bend it.  Making a feature Gaussian takes a non-linear map, such as that of its ranks.
"""

import math

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, between

CASE = {"transform": "batch norm"}
CONTROL = {"transform": "normal scores"}


def measure(
    transform: str, seed: int, samples: int = 4000, half_gap: float = 2.0, spread: float = 0.3
) -> dict[str, float | Series]:
    """Shape of two features before and after: two humps at ±`half_gap`, and an exponential (float64)."""
    rng = lab.generator(seed)
    sign = 2.0 * torch.randint(0, 2, (samples,), generator=rng) - 1
    humps = half_gap * sign + spread * torch.randn(samples, generator=rng)
    exponential = -torch.log1p(-torch.rand(samples, generator=rng))
    before = torch.stack([humps, exponential], dim=1).double()
    if transform == "batch norm":
        after = nn.BatchNorm1d(2, dtype=torch.float64)(before).detach()
    else:
        ranks = before.argsort(0).argsort(0).double()
        after = torch.special.ndtri((ranks + 0.5) / samples)  # each value becomes the normal quantile of its rank
    density = torch.histc(after[:, 0].float(), bins=40, min=-3, max=3) / samples / (6 / 40)
    return {
        "mean": float(after.mean(0).abs().max()),
        "variance": float(after.var(0).min()),
        "change of skewness": float((_moment(after, 3) - _moment(before, 3)).abs().max()),
        "change of kurtosis": float((_moment(after, 4) - _moment(before, 4)).abs().max()),
        "kurtosis of the humps": float(_moment(after, 4)[0]),
        "distance to N(0, 1)": float(_distance_to_normal(after).min()),
        "critical distance": math.sqrt(math.log(2 / 1e-6) / (2 * samples)),  # Dvoretzky, Kiefer, Wolfowitz, Massart
        "density of the humps": Series(
            tuple(density.tolist()), axis="activation", x=tuple((torch.arange(40) * 0.15 - 2.925).tolist())
        ),
    }


def _moment(features: Tensor, order: int) -> Tensor:
    standard = (features - features.mean(0)) / features.std(0, correction=0)
    return standard.pow(order).mean(0)


def _distance_to_normal(features: Tensor) -> Tensor:
    """Kolmogorov's distance: the largest gap between the two cumulative distributions, per feature."""
    below = (torch.arange(len(features)) + 0.5).double() / len(features)
    return (torch.special.ndtr(features.sort(0).values) - below[:, None]).abs().amax(0)


def judge(found: Found) -> list[Check]:
    """Centred and scaled in both arms; after batch norm the shape is the old one, and it is not the Gaussian's."""
    rounding = 2.2e-16 * 4000 * 100  # derived: machine epsilon, times the additions, for moments up to 100
    return [
        at_most("|mean| after", found["mean"], rounding, guard=True),
        # derived: n/(n − 1), ε, and the tails that 4,000 normal quantiles leave out
        between("variance after", found["variance"], 0.99, 1.01, guard=True),
        at_most("change of skewness", found["change of skewness"], rounding),
        at_most("change of kurtosis", found["change of kurtosis"], rounding),
        at_least("distance to N(0, 1) (Kolmogorov)", found["distance to N(0, 1)"], found["critical distance"]),
    ]
