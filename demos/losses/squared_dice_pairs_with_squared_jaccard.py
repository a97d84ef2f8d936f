"""V-Net's Dice, with squares in the denominator, obeys D = 2J/(1 + J) with the Jaccard of the same squares.

D = 2Σpy / (Σp² + Σy²) is the plain formula with another size of the prediction, Σp² in place of Σp.  With
that size in the Jaccard as well, J = Σpy / (Σp² + Σy² − Σpy), the relation is back.  On a mask p² = p: only
soft predictions tell the two apart.
"""

import sys

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"jaccard_power": 2}  # Σp² + Σy² in the Jaccard, as in the Dice
CONTROL = {"jaccard_power": 1}  # Σp + Σy


def measure(jaccard_power: int, seed: int, sureness: float = 1.0) -> dict[str, float]:
    """Largest |D − 2J/(1 + J)|, with V-Net's D, of 50 masks and of 50 soft predictions."""
    rng = lab.generator(seed)
    pixels = int(torch.randint(100, 2000, (), generator=rng))
    y = (torch.rand(50, pixels, generator=rng, dtype=torch.float64) < 0.3).double()
    soft = torch.sigmoid(sureness * torch.randn(50, pixels, generator=rng, dtype=torch.float64))

    def distance(p: Tensor) -> float:
        overlap = (p * y).sum(dim=1)
        dice = 2 * overlap / (p.square() + y.square()).sum(dim=1)
        jaccard = overlap / ((p**jaccard_power + y**jaccard_power).sum(dim=1) - overlap)
        return float((dice - 2 * jaccard / (1 + jaccard)).abs().max())

    return {"operations": 6 * pixels, "masks": distance(soft.round()), "soft predictions": distance(soft)}


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the operations for one prediction
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        at_most("D less 2J/(1 + J), masks", found["masks"], rounding, guard=True),
        at_most("D less 2J/(1 + J), soft", found["soft predictions"], rounding),
    ]
