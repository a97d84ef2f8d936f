"""Two layers make the squared error non-convex in the weights, even without an activation between them.

Turning the sign of all weights of two linear layers leaves their product, and so the loss, as it was.  Halfway
between lie weights of 0, and there the loss is higher than at both ends, which no convex loss allows.  With
one layer the output is linear in the weights, and squared error of that is convex.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"layers": 2}
CONTROL = {"layers": 1}


def measure(layers: int, seed: int, width: int = 5, samples: int = 40) -> dict[str, float | Series]:
    """Loss on the segment from weights that fit the data to minus those, in units of the mean square target."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, width, generator=rng, dtype=torch.float64)
    weights = torch.randn(layers, width, width, generator=rng, dtype=torch.float64)
    targets = outputs(weights, inputs)

    def loss(at: Tensor) -> float:
        return float((outputs(at, inputs) - targets).square().mean() / targets.square().mean())

    way = torch.linspace(-1, 1, 41, dtype=torch.float64).tolist()
    losses = [loss(share * weights) for share in way]
    return {
        "loss": Series(losses, axis="way between the two weights (-1 to 1)", x=tuple(way)),
        "at the fit": losses[-1],
        "above the chord": loss(torch.zeros_like(weights)) - (losses[0] + losses[-1]) / 2,
    }


def outputs(weights: Tensor, inputs: Tensor) -> Tensor:
    """What a stack of linear layers makes of the inputs."""
    for weight in weights:
        inputs = inputs @ weight
    return inputs


def judge(found: Found) -> list[Check]:
    """At the middle of the segment the loss lies above the chord between the ends."""
    return [
        at_most("loss at the fit", found["at the fit"], 0, guard=True),
        # derived: with two layers 1 − 0, as both ends fit; with one layer 1 − (4 + 0)/2
        at_least("loss at the middle, less the chord", found["above the chord"], 1 - 1e-12),
    ]
