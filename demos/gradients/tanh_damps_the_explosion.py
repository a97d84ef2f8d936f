"""With weights 4 times Xavier's, 20 tanh layers multiply the gradient by 1.5 each, and not by 4.

Weights a times as large push z into the flat tails: about 1/a of the units keep a slope worth the name.  The
squared gradient then grows by a² times some 0.6/a, and the gradient by a little more than √(a/2) a layer.  That still
explodes with depth, but a = 4 makes a few thousand out of 4²⁰, which is a trillion.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"activation": "tanh"}
CONTROLS = {"no saturation": {"activation": "identity"}, "ReLU": {"activation": "relu"}}

ACTIVATION = {"tanh": torch.tanh, "identity": lambda z: z, "relu": torch.relu}


def measure(
    activation: str, seed: int, scale: float = 4.0, depth: int = 20, width: int = 96, networks: int = 16
) -> dict[str, float | Series]:
    """‖∂L/∂z‖ at each layer over that at the last, geometric mean over networks, and the growth a layer."""
    rng = lab.generator(seed)
    weights = lab.batched_mlp(networks, [width] * (depth + 1), rng=rng, gain=scale**2)[::2]
    layers = [torch.randn(networks, 8, width, generator=rng) @ weights[0]]
    for weight in weights[1:]:
        layers.append(ACTIVATION[activation](layers[-1]) @ weight)
    above = torch.randn(layers[-1].shape, generator=rng)
    gradients = torch.autograd.grad(layers[-1], layers, above)
    norms = [float(below.norm(dim=(1, 2)).log().mean().exp()) for below in gradients]
    return {
        "growth": norms[0] / norms[-1],
        "growth per layer": (norms[0] / norms[-1]) ** (1 / (depth - 1)),
        "gradient, relative to the last layer": Series(
            tuple(norm / norms[-1] for norm in norms), axis="layer", scale="log"
        ),
    }


def judge(found: Found) -> list[Check]:
    """Saturation leaves each layer far less than the 4 of its weights."""
    # derived: a·√E[tanh′(z)²] = 1.54 at the fixed point of Var z = a²·E[tanh(z)²], for a = 4.  The share of
    # steep units makes a layer of 96 scatter by some 20 %, and the mean of 16 networks over 19 of them by 1 %
    return [close("growth per layer", found["growth per layer"], 1.54, rel=0.1)]
