"""For independent Gaussian inputs batch norm's training and eval outputs differ by about √(1.5/B), 8 % more at B = 2.

Rounded to first order, the mean of B values is off by 1/√B standard deviations and their standard deviation
by 1/√(2B): squared and added 1.5/B.  Exactly, the squared difference is 2 − 2·E[s], with s the biased standard
deviation of B standard normal values.  Both take accurate running statistics.  Batch statistics taken over 64
samples, however small the batch, stop the growth.
"""

import math

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"statistics": "own batch"}
CONTROL = {"statistics": "largest batch"}  # as when batches are synchronised over devices


def measure(
    statistics: str, seed: int, smallest: int = 2, largest: int = 64, channels: int = 64, batches: int = 200
) -> dict[str, float | Series]:
    """Root mean square difference (in standard deviations) between training and eval outputs, by batch size."""
    rng = lab.generator(seed)
    sizes = [smallest * 2**step for step in range(int(math.log2(largest / smallest)) + 1)]
    gaps = []
    for size in sizes:
        group = size if statistics == "own batch" else largest
        layer = nn.BatchNorm1d(channels, momentum=None)  # None: a plain average, so that no old value lingers
        inputs = 5 + 3 * torch.randn(batches, group, channels, generator=rng)
        with torch.no_grad():
            trained = torch.stack([layer(one) for one in inputs])
            layer.eval()
            evaluated = torch.stack([layer(one) for one in inputs])
        gaps.append(float((trained - evaluated).square().mean().sqrt()))
    return {
        "smallest": smallest,
        "largest": largest,
        "gap, smallest batch": gaps[0],
        "gap, largest batch": gaps[-1],
        "gap between training and eval": Series(
            tuple(gaps), axis="batch size", scale="log", x=tuple(sizes), x_scale="log"
        ),
    }


def judge(found: Found) -> list[Check]:
    """The gap follows the formula at both ends, so from 2 to 64 samples it shrinks sixfold."""
    small, large = found["gap, smallest batch"], found["gap, largest batch"]
    small_wanted, large_wanted = _gap(found["smallest"]), _gap(found["largest"])
    # derived: five standard errors (0.6 % at two samples a batch, 0.5 % at 64, 0.7 % in their ratio)
    return [
        close("gap at the largest batch", large, large_wanted, rel=0.04, guard=True),
        close("gap at the smallest batch", small, small_wanted, rel=0.04),
        close("gap, smallest / largest batch", small / large, small_wanted / large_wanted, rel=0.04),
    ]


def _gap(batch: float) -> float:
    """√(2 − 2·E[s]), with s the biased standard deviation of `batch` standard normal values."""
    mean = math.sqrt(2 / batch) * math.exp(math.lgamma(batch / 2) - math.lgamma((batch - 1) / 2))
    return math.sqrt(2 - 2 * mean)
