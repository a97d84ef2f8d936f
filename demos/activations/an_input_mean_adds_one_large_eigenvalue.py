"""Inputs of mean m and variance 1 in d features give XᵀX/n one eigenvalue of about 1 + d·m²; the rest stay near 1.

A row is x = μ + ξ with noise ξ of mean 0, so that over many rows XᵀX/n tends to μμᵀ + I.  Along μ this matrix
stretches by 1 + ‖μ‖² = 1 + d·m², across it by 1.  The condition number is the same 1 + d·m², and centring the
features brings it back to 1: their variance has nothing to do with it.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, close

CASE = {"centred": False}
CONTROL = {"centred": True}


def measure(
    centred: bool, seed: int, mean: float = 1.0, dimension: int = 20, samples: int = 10_000
) -> dict[str, float | Series]:
    """Eigenvalues of XᵀX/n, their bounds, the condition number; cosine of the first eigenvector with (1, …, 1)."""
    rng = lab.generator(seed)
    x = mean + torch.randn(samples, dimension, generator=rng, dtype=torch.float64)
    if centred:
        x = x - x.mean(dim=0)
    values, vectors = torch.linalg.eigh(x.mT @ x / samples)
    ones = torch.ones(dimension, dtype=torch.float64) / dimension**0.5
    length = dimension * mean**2  # ‖μ‖²
    edge = (dimension / samples) ** 0.5
    return {
        "eigenvalues": Series(values.flip(0).tolist(), axis="rank", scale="log"),
        "largest eigenvalue": float(values[-1]),
        "second eigenvalue": float(values[-2]),
        "smallest eigenvalue": float(values[0]),
        "condition number": float(values[-1] / values[0]),
        "largest variance of a feature": float(x.var(dim=0).max()),
        "cosine": float((vectors[:, -1] @ ones).abs()),
        "1 + d·m²": 1 + length,
        # the square of N(‖μ‖, 1) has variance 2 + 4‖μ‖²; rows drawn across μ add about d/n to the eigenvalue
        "five standard errors": 5 * ((2 + 4 * length) / samples) ** 0.5 + 2 * edge**2,
        # singular values of a Gaussian matrix leave √n ± √d by 5 with p < 1e-5 (Davidson and Szarek)
        "noise at most": (1 + edge + 5 / samples**0.5) ** 2,
        "noise at least": (1 - edge - 5 / samples**0.5) ** 2,
    }


def judge(found: Found) -> list[Check]:
    """One eigenvalue is 1 + d·m², along the mean; all others are what noise without a mean has."""
    largest, margin = found["largest eigenvalue"], found["five standard errors"]
    return [
        close("largest variance of a feature", found["largest variance of a feature"], 1, abs=0.1, guard=True),
        close("largest eigenvalue", largest, found["1 + d·m²"], abs=margin),  # derived: five standard errors
        # derived: sin² is below (d/n)(1 + ‖μ‖²)/‖μ‖⁴ on average, which is 1e-4
        at_least("its eigenvector's cosine with μ", found["cosine"], 0.99),
        at_most("second eigenvalue", found["second eigenvalue"], found["noise at most"], guard=True),  # derived
        at_least("smallest eigenvalue", found["smallest eigenvalue"], found["noise at least"], guard=True),  # derived
    ]
