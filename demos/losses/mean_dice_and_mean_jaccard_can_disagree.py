"""Averaged over several images, Dice and Jaccard can rank two models in opposite order.

D = 2J/(1 + J) rises with J, so on one image the two agree on which prediction is better.  But it is concave:
of two models with the same mean J, the one with the more even images has the higher mean D.  A little less
mean J, spent on evenness, turns the order round.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least

CASE = {"images": 8}
CONTROL = {"images": 1}


def measure(images: int, seed: int, models: int = 100, pixels: int = 1000) -> dict[str, float | Series]:
    """Pairs of models, of 4,950, that mean Dice and mean Jaccard rank in opposite order."""
    rng = lab.generator(seed)
    truth = torch.rand(models, images, pixels, generator=rng) < 0.3
    # Each model gets each image wrong to a degree of its own: so large a share of the pixels is turned over.
    turned = torch.rand(models, images, pixels, generator=rng) < torch.rand(models, images, 1, generator=rng)
    predicted = truth ^ turned
    overlap = (truth & predicted).sum(dim=2).double()
    sizes = (truth.sum(dim=2) + predicted.sum(dim=2)).double()
    dice, jaccard = (2 * overlap / sizes).mean(dim=1), (overlap / (sizes - overlap)).mean(dim=1)
    opposite = (dice[:, None] - dice) * (jaccard[:, None] - jaccard) < -1e-12  # a tie is no disagreement
    order = jaccard.argsort()
    return {
        "range of mean Jaccard": float(jaccard.max() - jaccard.min()),
        "pairs in opposite order": float(opposite.sum()) / 2,
        "mean Dice": Series(dice[order].tolist(), axis="mean Jaccard", x=jaccard[order].tolist()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: the models differ in more than their pixels' luck, by ten standard errors, each at most
        # ½/√300, of a Jaccard index over the 300 pixels or so of the truth
        at_least("range of mean Jaccard", found["range of mean Jaccard"], 0.29, guard=True),
        # derived: "can" asks for one pair, and on one image there is none, since D rises with J
        at_least("pairs in opposite order", found["pairs in opposite order"], 1),
    ]
