"""Where a plane separates the classes, the perceptron errs at most (longest input / margin)² times; on XOR it goes on.

Let u, of length 1, separate the classes with margin v, and let no input be longer than R.  From w = 0 on each
mistake adds y·x to w, which raises u·w by at least v and ‖w‖² by at most R².  After M mistakes Mv ≤ u·w ≤ ‖w‖
≤ R√M, and so M ≤ (R/v)².  Without such a plane there is no w at which the mistakes end.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"labels": "side of a plane"}
CONTROL = {"labels": "XOR of two planes"}


def measure(labels: str, seed: int, samples: int = 100, dimension: int = 4, margin: float = 0.3) -> dict[str, float]:
    """Mistakes of the perceptron rule, up to twice the bound, as a share of the bound; and wrong samples left."""
    rng = lab.generator(seed)
    inputs = torch.randn(10 * samples, dimension, generator=rng, dtype=torch.float64)
    # Two planes, across the first two coordinates; the inputs keep their distance from both.
    inputs = inputs[(inputs[:, :2].abs() >= margin).all(dim=1)][:samples]
    signs = inputs[:, 0].sign() if labels == "side of a plane" else inputs[:, :2].prod(dim=1).sign()
    radius, closest = inputs.norm(dim=1).max(), inputs[:, 0].abs().min()
    bound = float((radius / closest) ** 2)
    signed = signs[:, None] * inputs
    w = torch.zeros(dimension, dtype=torch.float64)
    mistakes = 0
    while mistakes < 2 * bound:
        wrong = signed @ w <= 0
        if not wrong.any():
            break
        w = w + signed[int(wrong.int().argmax())]  # the first that is wrong; the bound holds in any order
        mistakes += 1
    return {
        "mistakes / bound": mistakes / bound,
        "wrong at the end": float((signed @ w <= 0).sum()),
    }


def judge(found: Found) -> list[Check]:
    """The bound holds where there is a margin, and the same inputs with other labels break it."""
    return [
        at_most("mistakes / (longest / margin)²", found["mistakes / bound"], 1),  # derived: Novikoff's theorem
        exactly("samples wrong at the end", found["wrong at the end"], 0),
    ]
