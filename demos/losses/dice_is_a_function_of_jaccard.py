"""Dice and Jaccard of one prediction are tied by D = 2J/(1 + J), for masks and for soft sums alike.

D = 2·overlap/sizes, with both sizes added, and J = overlap/(sizes − overlap).  So 2/D = sizes/overlap = 1/J + 1,
whatever the two are, as long as both scores use the same ones.  V-Net's Dice squares the probabilities in the
sizes: a mask of zeros and ones does not feel that, a soft prediction does.
"""

import sys

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"formula": "2J/(1 + J)", "dice": "plain"}
CONTROLS = {
    "J/(2 − J)": {"formula": "J/(2 − J)", "dice": "plain"},
    "squared Dice": {"formula": "2J/(1 + J)", "dice": "squared"},
}

FORMULAS = {"2J/(1 + J)": lambda j: 2 * j / (1 + j), "J/(2 − J)": lambda j: j / (2 - j)}


def measure(formula: str, dice: str, seed: int, jaccard: float = 0.6) -> dict[str, float]:
    """Largest |Dice − formula| of 50 masks and 50 soft predictions; Dice at a Jaccard of `jaccard`."""
    rng = lab.generator(seed)
    pixels = int(torch.randint(100, 2000, (), generator=rng))
    soft, noise = torch.rand(2, 50, pixels, generator=rng, dtype=torch.float64)
    truth = (noise < 0.3).double()

    def distance(predicted: Tensor) -> float:
        overlap, sizes = (predicted * truth).sum(dim=1), (predicted + truth).sum(dim=1)
        overlap_of_union = overlap / (sizes - overlap)
        if dice == "squared":
            sizes = (predicted.square() + truth.square()).sum(dim=1)
        return float((2 * overlap / sizes - FORMULAS[formula](overlap_of_union)).abs().max())

    # Two masks whose union is 1000 pixels, so large a share of them in both; the seed deals out the others.
    both = torch.arange(1000) < 1000 * jaccard
    only_first = torch.rand(1000, generator=rng) < 0.5
    first, second = both | only_first, both | ~only_first
    return {
        "operations": 4 * pixels,
        "masks": distance(soft.round()),
        "soft predictions": distance(soft),
        "dice": 2 * float((first & second).sum() / (first.sum() + second.sum())),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the operations for one prediction
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        at_most("Dice less formula, masks", found["masks"], rounding),
        at_most("Dice less formula, soft", found["soft predictions"], rounding),
    ]
