"""By Mitchell's definition 124 of 256 Boolean functions of 3 bits overfit 5 distinct, clean samples, the target never.

h overfits if some h′ errs more on the samples and less over all N inputs, which count alike.  Let h
err on a of the n samples and on u of the N − n other inputs.  The best h′ errs on a + 1 samples and
nothing else: there is one if a < n, and it is better over all inputs if a + 1 < a + u, so if u ≥ 2.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"definition": "Mitchell"}
CONTROLS = {"gap": {"definition": "gap"}, "exact fit": {"definition": "exact fit"}}


def measure(definition: str, seed: int, inputs: int = 3, samples: int = 5) -> dict[str, float]:
    """How many of all Boolean functions overfit, and their errors (wrong inputs), by enumeration."""
    rng = lab.generator(seed)
    points = 2**inputs  # N: a function is the row of its N answers
    functions = torch.arange(2**points)[:, None] >> torch.arange(points) & 1
    target = torch.randint(2, (points,), generator=rng)
    seen = torch.randperm(points, generator=rng)[:samples]
    wrong = functions != target
    on_samples, overall = wrong[:, seen].sum(1), wrong.sum(1)
    if definition == "Mitchell":
        # a rival's fewest errors overall, where it must err on more than a samples
        rivals = [min(overall[on_samples > a].tolist(), default=math.inf) for a in range(samples + 1)]
        overfits = torch.tensor(rivals)[on_samples] < overall
    elif definition == "gap":  # folk: a larger share wrong over all inputs than on the samples
        overfits = overall / points > on_samples / samples
    else:  # folk: every sample right, and not the target
        overfits = (on_samples == 0) & (overall > 0)
    return {
        "functions": float(len(functions)),
        "overfit": float(overfits.sum()),
        "formula": float((2**samples - 1) * (2 ** (points - samples) - 1 - (points - samples))),
        "overfit and fit every sample": float((overfits & (on_samples == 0)).sum()),
        "target overfits": float(overfits[overall == 0].any()),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("functions", found["functions"], 256, guard=True),
        exactly("the target overfits (1 = yes)", found["target overfits"], 0, guard=True),
        exactly("functions that overfit", found["overfit"], 124),
        exactly("by the formula", found["overfit"], found["formula"]),
    ]
