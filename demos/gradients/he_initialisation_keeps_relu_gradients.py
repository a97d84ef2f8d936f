"""With He initialisation 20 ReLU layers keep the mean square of the gradient, unlike with Xavier.

ReLU switches off half of the units, and with them half of the square of what comes back.  He weights
have variance 2/d, with d the width, so that Wᵀ doubles the square on average: the two cancel.  One
network may still gain or lose a factor of two or three; it is the mean square over networks that stays.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"activation": "relu", "gain": 2.0}  # He: weights of variance 2/d
CONTROLS = {
    "ReLU + Xavier": {"activation": "relu", "gain": 1.0},  # variance 1/d, where all layers are d wide
    "sigmoid, same weights": {"activation": "sigmoid", "gain": 2.0},
}

ACTIVATION = {"relu": torch.relu, "sigmoid": torch.sigmoid}


def measure(
    activation: str, gain: float, seed: int, depth: int = 20, width: int = 96, networks: int = 64
) -> dict[str, float | Series]:
    """‖∂L/∂z‖² by layer, relative to the last, mean over networks, and the root of its factor a layer."""
    rng = lab.generator(seed)
    weights = lab.batched_mlp(networks, [width] * (depth + 1), rng=rng, gain=gain)[::2]
    layers = [torch.randn(networks, 1, width, generator=rng) @ weights[0]]
    for weight in weights[1:]:
        layers.append(ACTIVATION[activation](layers[-1]) @ weight)
    above = torch.randn(layers[-1].shape, generator=rng)  # ∂L/∂z of the last layer
    gradients = torch.autograd.grad(layers[-1], layers, above)
    squares = [(below.norm(dim=2) / above.norm(dim=2)).square().mean().item() for below in gradients]
    return {
        "mean square of the gradient, by layer": Series(tuple(squares), axis="layer", scale="log"),
        "factor per layer": squares[0] ** (0.5 / (depth - 1)),
    }


def judge(found: Found) -> list[Check]:
    """The root of the mean square is multiplied by 1 per layer: neither exponential fall nor rise."""
    # derived: one layer of d units multiplies the square by 1 with variance 5/d, which over 19 layers of 96
    # adds up to 130 % in one network, 16 % in the mean of 64, 0.43 % in its 38th root: six of them
    return [close("factor per layer, root mean square", found["factor per layer"], 1, abs=0.027)]
