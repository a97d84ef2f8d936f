"""One layer of 16 ReLU units draws at most 17 linear pieces along a line, whatever weights are drawn.

Along a line each unit has one kink, where its input crosses 0, and between kinks a weighted sum of straight
lines is straight: n units make at most n kinks and n + 1 pieces.  In a stack a unit sees what lower units have
bent, and can kink many times.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"arrangement": "one layer"}
CONTROL = {"arrangement": "layers of two that fold"}


def measure(arrangement: str, seed: int, units: int = 16, networks: int = 40) -> dict[str, float]:
    """Linear pieces along a line through the inputs: the most and the median over networks."""
    rng = lab.generator(seed)
    way = ((torch.arange(2**12, dtype=torch.float64) + 0.5) / 2**12)[:, None].repeat(networks, 1, 1)
    way.requires_grad_()
    if arrangement == "one layer":
        line = torch.randn(2, networks, 1, 4, generator=rng, dtype=torch.float64)
        into = torch.randn(networks, 4, units, generator=rng, dtype=torch.float64)
        out = torch.randn(networks, units, 1, generator=rng, dtype=torch.float64)
        output = torch.relu((line[0] + 4 * (way - 0.5) * line[1]) @ into) @ out
    else:
        output = way
        for _ in range(units // 2):
            output = 2 * torch.relu(output) - 4 * torch.relu(output - 0.5)
    (slopes,) = torch.autograd.grad(output.sum(), way)
    kinks = (slopes.diff(dim=1).abs() > 1e-9 * slopes.abs().amax(dim=1, keepdim=True)).sum(dim=1)
    return {"most": float(kinks.max()) + 1, "median": float(kinks.median()) + 1, "units": units}


def judge(found: Found) -> list[Check]:
    """The units are as many in both arms, and most of them kink on the line; in one layer just once each."""
    return [
        # separating: worst arm 11 on seeds 1000 to 1029, and 1 where no unit kinks on the line
        at_least("linear pieces, median network", found["median"], found["units"] / 4, guard=True),
        at_most("linear pieces, most", found["most"], found["units"] + 1),  # derived: one kink a unit
    ]
