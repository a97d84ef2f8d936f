"""With m = 0.1 batch norm's running mean stays as noisy as a plain mean of 19 batches, however many it has seen.

The batch before last counts 1 − m times as much as the last one, the one before it (1 − m)² times: the weights
are m(1 − m)ᵏ.  For independent batches the variance of one batch's mean is multiplied by the sum of their
squares, m/(2 − m), as in a plain mean of 2/m − 1 batches.  A plain mean goes on getting better.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"average": "running"}
CONTROL = {"average": "plain"}  # momentum=None

BATCH = 4
CHANNELS = 10_000
TOLERANCE = 5 * (2 / CHANNELS) ** 0.5  # derived: five standard errors of a variance over CHANNELS means


def measure(average: str, seed: int, batches: int = 200, momentum: float = 0.1) -> dict[str, float | Series]:
    """How many batches a plain mean would take to be as noisy as the running mean, after each of `batches`."""
    rng = lab.generator(seed)
    layer = nn.BatchNorm1d(CHANNELS, momentum=momentum if average == "running" else None)
    amounts = []
    with torch.no_grad():
        for _ in range(batches):
            layer(torch.randn(BATCH, CHANNELS, generator=rng))  # of mean 0, where the running mean starts
            amounts.append(1 / (BATCH * float(layer.running_mean.square().mean())))
    return {
        "first": amounts[0],
        "batches": batches,
        "m": momentum,
        "plain mean of": amounts[-1],
        "a plain mean of as many batches": Series(tuple(amounts), axis="batch"),
    }


def judge(found: Found) -> list[Check]:
    """As noisy as 2/m − 1 batches, though ten times as many have passed."""
    wanted = 2 / found["m"] - 1
    return [
        at_least("batches seen", found["batches"], 3 * wanted, guard=True),
        close("as noisy as a plain mean of, batches", found["plain mean of"], wanted, rel=TOLERANCE),
    ]
