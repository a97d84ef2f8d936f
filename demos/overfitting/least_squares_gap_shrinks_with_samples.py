"""Least squares on d Gaussian inputs and n samples with noise σ² has mean test error σ²·(1 + d/(n − d − 1)).

There is no intercept.  The weights err by (XᵀX)⁻¹Xᵀ·noise, with covariance σ²(XᵀX)⁻¹.  On a fresh
sample that adds σ²·tr (XᵀX)⁻¹ to its noise, and the mean of an inverse Wishart matrix is I/(n − d − 1).
On the training samples the error is σ²·(1 − d/n) only: d directions of the noise are fitted.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close

CASE = {"excess": "d / (n - d - 1)"}
CONTROLS = {"d / n": {"excess": "d / n"}, "no gap": {"excess": "none"}}

NOISE = 0.5  # standard deviation σ of the labels


def measure(excess: str, seed: int, samples: int = 30, features: int = 10, fits: int = 5000) -> dict[str, float]:
    """Mean squared error over σ² on training and fresh samples, predicted and measured, with standard errors."""
    rng = lab.generator(seed)
    inputs = torch.randn(fits, samples, features, generator=rng, dtype=torch.float64)
    true = torch.randn(fits, features, 1, generator=rng, dtype=torch.float64)
    labels = inputs @ true + NOISE * torch.randn(fits, samples, 1, generator=rng, dtype=torch.float64)
    fitted = torch.linalg.solve(inputs.mT @ inputs, inputs.mT @ labels)
    train = (labels - inputs @ fitted).square().mean((1, 2)) / NOISE**2
    # Exact for a fresh x ~ N(0, I): its own noise, and the squared distance of the weights.
    test = 1 + (fitted - true).square().sum((1, 2)) / NOISE**2
    formulas = {"d / (n - d - 1)": features / (samples - features - 1), "d / n": features / samples, "none": 0.0}
    return {
        "training error": float(train.mean()),
        "training error, predicted": 1 - features / samples,
        "training error, standard error": float(train.std()) / fits**0.5,
        "test error": float(test.mean()),
        "test error, predicted": 1 + formulas[excess],
        "test error, standard error": float(test.std()) / fits**0.5,
    }


def judge(found: Found) -> list[Check]:
    def within(name: str, *, guard: bool = False) -> Check:
        margin = 5 * found[f"{name}, standard error"]  # derived: five standard errors of the mean over the fits
        return close(f"{name} / σ²", found[name], found[f"{name}, predicted"], abs=margin, guard=guard)

    return [within("training error", guard=True), within("test error")]
