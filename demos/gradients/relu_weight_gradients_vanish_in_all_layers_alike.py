"""In a 20-layer ReLU net with weights 0.3 times He's the weight gradients vanish in all layers alike.

∂L/∂W is the gradient δ at a layer's output times the layer's input.  With such weights δ shrinks by 0.3 per
layer on the way down, and the input by 0.3 per layer on the way up: every layer has lost the same, and the
ratio of the first to the last is near 1.  Sigmoid activations keep their size, about ½: there the ratio
shows what δ does.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"activation": "relu", "scale": 0.3}
CONTROLS = {
    "sigmoid": {"activation": "sigmoid", "scale": 0.3},
    "ReLU, He's size": {"activation": "relu", "scale": 1.0},
}

ACTIVATION = {"relu": torch.relu, "sigmoid": torch.sigmoid}


def measure(
    activation: str, scale: float, seed: int, layers: int = 20, width: int = 64, networks: int = 8, first: float = 1.0
) -> dict[str, float | Series]:
    """‖∂L/∂W‖ and ‖δ‖ by layer, geometric mean over networks; `first` multiplies the weights of layer 1."""
    rng = lab.generator(seed)
    inputs = torch.randn(32, width, generator=rng, dtype=torch.float64)
    above = torch.randn(networks, 32, width, generator=rng, dtype=torch.float64) / 32  # ∂L/∂z at the last layer
    weights, outputs = [], []
    for layer in range(layers):
        factor = (2 / width) ** 0.5 * scale * (1 if layer else first)
        weight = torch.randn(networks, width, width, generator=rng, dtype=torch.float64) * factor
        weights.append(weight.requires_grad_())
        outputs.append((ACTIVATION[activation](outputs[-1]) if layer else inputs) @ weight)
    gradients = torch.autograd.grad(outputs[-1], [*weights, *outputs], above)
    norms = [float(gradient.norm(dim=(1, 2)).log().mean().exp()) for gradient in gradients]
    of_weights, of_outputs = norms[:layers], norms[layers:]
    return {
        "‖∂L/∂W‖": Series(of_weights, axis="layer", scale="log"),
        "‖δ‖": Series(of_outputs, axis="layer", scale="log"),
        "δ, first / last layer": of_outputs[0] / of_outputs[-1],
        "∂L/∂W, largest of all layers": max(of_weights),
        "∂L/∂W, first / last layer": of_weights[0] / of_weights[-1],
    }


def judge(found: Found) -> list[Check]:
    """δ has vanished, and every weight gradient, but the ratio of the first to the last does not show it."""
    doublings = abs(math.log2(found["∂L/∂W, first / last layer"]))
    return [
        # separating: worst case 1.4e-10, best control 0.78 on seeds 1000 to 1029
        at_most("δ, first / last layer", found["δ, first / last layer"], 1e-5),
        # separating: worst case 1.7e-9, best control 5.3 on seeds 1000 to 1029
        at_most("∂L/∂W, largest of all layers", found["∂L/∂W, largest of all layers"], 9e-5),
        # "alike" is a factor of four; worst case 1.7, best control 10¹⁸ on seeds 1000 to 1029
        at_most("∂L/∂W, first / last (doublings)", doublings, 2),
    ]
