"""Scores of 30·cosine, sharp enough to read one value, get under 1 % of the gradient that the cosine alone gets.

The slope of weight pᵢ by its own score is pᵢ·(1 − pᵢ), and by another's −pᵢ·pⱼ.  Both go to 0 as one weight goes to
1: what reads cleanly learns slowly.  The gradient of the scores is compared, so the factor 30 itself is not in it.
"""

import torch
from torch.nn.functional import normalize

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"sharpness": 30.0}
CONTROL = {"sharpness": 4.0}


def measure(sharpness: float, seed: int, keys: int = 32, width: int = 64) -> dict[str, float | Series]:
    """Length of ∂L/∂scores ÷ that at sharpness 1, where L is the output along a random direction for each query."""
    rng = lab.generator(seed)
    stored_keys = normalize(torch.randn(keys, width, generator=rng), dim=1)
    values = torch.randn(keys, width, generator=rng)
    downstream = torch.randn(keys, width, generator=rng)  # the gradient that arrives from above

    def gradient(times: float) -> torch.Tensor:
        scores = (times * stored_keys @ stored_keys.T).requires_grad_()
        outputs = torch.softmax(scores, dim=1) @ values
        return torch.autograd.grad((outputs * downstream).sum(), scores)[0]

    factors = (1, 2, 4, 8, 16, 32)
    reference = gradient(1.0).norm()
    return {
        "gradient": float(gradient(sharpness).norm() / reference),
        "gradient at sharpness 1": float(reference),
        "length of the gradient": Series(
            [float(gradient(times).norm() / reference) for times in factors],
            axis="score of a perfect match", scale="log", x=factors, x_scale="log",
        ),
    }  # fmt: skip


def judge(found: Found) -> list[Check]:
    return [
        # derived: above 0, and far from it, so that the ratio means something
        at_least("gradient with the cosine alone", found["gradient at sharpness 1"], 1e-3, guard=True),
        # separating: worst case 1.3e-6, best control 1.2 on seeds 1000 to 1029; the claim asks for less
        at_most("gradient ÷ that with the cosine alone", found["gradient"], 0.01),
    ]
