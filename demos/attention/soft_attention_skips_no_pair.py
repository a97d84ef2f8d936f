"""Soft attention skips no pair: every weight is above 0, and twice the tokens take four times the work on pairs.

A softmax gives each of n positions a weight, however small, so each output needs n scores of d products each and
a sum over n values: 2·n²·d multiplications in all.  Work is saved only by what leaves pairs out beforehand, such as a
window of fixed width, whose work doubles with the length.  The projections, linear in n, are not counted here.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"attention": "soft"}
CONTROLS = {"window": {"attention": "window"}}

# derived: machine epsilon for each addition of a sum over the longest sequence
ROUNDING = 512 * torch.finfo(torch.float32).eps


def measure(
    attention: str, seed: int, width: int = 32, window: int = 16, lengths: tuple[int, ...] = (64, 128, 256, 512)
) -> dict[str, float | Series]:
    """Multiplications by number of tokens, counted; of the longest sequence the weights that are 0, and their sums."""
    rng = lab.generator(seed)
    work = []
    weights = torch.ones(1, 1)
    for length in lengths:
        q, k = torch.randn(2, length, width, generator=rng)
        weights, multiplications = attend(attention, q, k, min(window, length))
        work.append(multiplications)
    return {
        "weights that are 0": float((weights == 0).sum()),
        "sum of a query's weights, off by": float((weights.sum(dim=1) - 1).abs().max()),
        "multiplications": work[-1],
        "work ÷ work at half the tokens": work[-1] / work[-2],
        "multiplications by length": Series(tuple(work), axis="tokens", scale="log", x=lengths, x_scale="log"),
    }


def attend(attention: str, q: Tensor, k: Tensor, window: int) -> tuple[Tensor, int]:
    """The weights (queries, keys), and the multiplications that the pairs take."""
    length, width = q.shape
    if attention == "soft":
        scores = q @ k.T / width**0.5
        weights = torch.softmax(scores, dim=1)
    else:
        first = (torch.arange(length) - window // 2).clamp(0, length - window)
        near = first[:, None] + torch.arange(window)  # the positions that each query sees
        scores = (k[near] @ q[:, :, None])[:, :, 0] / width**0.5
        weights = torch.zeros(length, length).scatter(1, near, torch.softmax(scores, dim=1))
    return weights, 2 * width * scores.numel()  # d products for a score, and d for its value's part in the sum


def judge(found: Found) -> list[Check]:
    return [
        at_most("sum of weights − 1, largest", found["sum of a query's weights, off by"], ROUNDING, guard=True),
        # derived: exp(z) is above 0 in float32 until z lies 103 below the largest, and these scores have variance 1
        exactly("weights that are 0", found["weights that are 0"], 0),
        exactly("work ÷ work at half the tokens", found["work ÷ work at half the tokens"], 4),  # derived: (2n)²/n²
    ]
