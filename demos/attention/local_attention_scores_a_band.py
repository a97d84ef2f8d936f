"""Local attention that reaches R positions takes n·(2R + 1) scores, less R·(R + 1) at the two ends; global takes n².

Each of n queries sees itself and R positions to either side, 2R + 1 in all.  The first queries have fewer on their
left and the last on their right: R·(R + 1) scores less.  So the count is linear in n,
while global attention counts every pair.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"attention": "local"}
CONTROL = {"attention": "global"}

WIDTH = 4


def measure(attention: str, seed: int, tokens: int = 200, reach: int = 8) -> dict[str, float | Series]:
    """Scores computed; by how many they miss the formula, at the given and at drawn numbers of tokens."""
    rng = lab.generator(seed)
    drawn = (torch.randint(2, 10, (4,), generator=rng) * 2 * reach).tolist()
    lengths = sorted({*drawn, tokens})
    counts = [scores(attention, torch.randn(2, n, WIDTH, generator=rng), reach).numel() for n in lengths]
    formula = [n * (2 * reach + 1) - reach * (reach + 1) for n in lengths]
    given = lengths.index(tokens)
    return {
        "scores": counts[given],
        "missed by": max(abs(count - wanted) for count, wanted in zip(counts, formula, strict=True)),
        "scores ÷ n·(2R + 1)": max(count / (n * (2 * reach + 1)) for count, n in zip(counts, lengths, strict=True)),
        "scores of global attention − n²": scores("global", torch.zeros(2, tokens, WIDTH), reach).numel() - tokens**2,
        "scores by length": Series(counts, axis="tokens", scale="log", x=lengths, x_scale="log"),
    }


def scores(attention: str, queries_and_keys: Tensor, reach: int) -> Tensor:
    """The scores that are computed, one after the other."""
    queries, keys = queries_and_keys
    rows = [
        query @ (keys if attention == "global" else keys[max(0, i - reach) : i + reach + 1]).T
        for i, query in enumerate(queries)
    ]
    return torch.cat(rows)


def judge(found: Found) -> list[Check]:
    return [
        exactly("global attention: scores − n²", found["scores of global attention − n²"], 0, guard=True),
        exactly("scores less the formula, largest", found["missed by"], 0),  # derived: a count
        # derived: at most 2R + 1 for each query
        at_most("scores ÷ n·(2R + 1)", found["scores ÷ n·(2R + 1)"], 1),
    ]
