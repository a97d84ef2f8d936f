"""A maxout unit with two pieces can be ReLU, leaky ReLU or |z|, exactly; with one piece it is only linear.

A maxout unit returns the largest of k numbers wᵢz + bᵢ.  The larger of z and 0 is ReLU, that of z and
αz is leaky ReLU for α < 1, and that of z and −z is |z|: nothing is approximated.  With a single piece
there is nothing to choose from, and even the straight line of least squares is far from all three.
"""

import torch
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"pieces": 2}
CONTROL = {"pieces": 1}

SAMPLES = 2000


def measure(pieces: int, seed: int) -> dict[str, float | Series]:
    """Largest distances of maxout from ReLU, leaky ReLU and |z|, over a grid and drawn z (dimensionless)."""
    rng = lab.generator(seed)
    grid = torch.linspace(-3, 3, 41, dtype=torch.float64)
    z = torch.cat([grid, 3 * torch.randn(SAMPLES, generator=rng, dtype=torch.float64)])
    alpha = 0.5 * torch.rand((), generator=rng, dtype=torch.float64).item()  # drawn from 0 to ½
    wanted = {  # the activation, and the weights of two pieces without biases
        "ReLU": (torch.relu(z), (1.0, 0.0)),
        "leaky ReLU": (leaky_relu(z, alpha), (1.0, alpha)),
        "|z|": (z.abs(), (1.0, -1.0)),
    }
    found: dict[str, float | Series] = {"share of z below 0": (z < 0).double().mean().item()}
    for name, (target, weights) in wanted.items():
        if pieces == 2:
            unit = torch.maximum(weights[0] * z, weights[1] * z)
        else:  # the one piece gets the weight and bias of least squares
            slope = (z - z.mean()).mul(target).mean() / z.var(correction=0)
            unit = slope * (z - z.mean()) + target.mean()
        found[f"distance from {name}"] = (unit - target).abs().max().item()
        found[f"maxout as {name}"] = Series(unit[: len(grid)].tolist(), axis="z", x=tuple(grid.tolist()))
    return found


def judge(found: Found) -> list[Check]:
    """Not even a rounding error lies between maxout of two pieces and the three activations."""
    return [
        # derived: half of the z, less five standard errors of a share of SAMPLES
        at_least("share of z below 0", found["share of z below 0"], 0.44, guard=True),
        # derived: each piece is one product, the very product that the activation computes
        exactly("distance from ReLU", found["distance from ReLU"], 0),
        exactly("distance from leaky ReLU", found["distance from leaky ReLU"], 0),
        exactly("distance from |z|", found["distance from |z|"], 0),
    ]
