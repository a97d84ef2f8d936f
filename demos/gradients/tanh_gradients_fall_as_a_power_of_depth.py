"""At Xavier initialisation tanh layers leave about 1/√depth of the gradient, for depths from 4 to 32.

tanh(z) ≈ z − z³/3 shrinks what passes, so the variance of z at layer l settles at about 1/(2l), and the
mean of tanh′(z)² at 1 − 1/l: the deeper a layer, the smaller its z, and the closer its slope to 1.
Their product is about 1/depth, and its root, by which the length of the gradient goes, 1/√depth.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"activation": "tanh"}
CONTROLS = {"sigmoid": {"activation": "sigmoid"}, "no activation": {"activation": "identity"}}

ACTIVATION = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "identity": lambda z: z}


def measure(
    activation: str,
    seed: int,
    depths: tuple[int, ...] = (4, 8, 16, 32),
    width: int = 96,
    networks: int = 16,
) -> dict[str, float | Series]:
    """‖∂L/∂z‖ at the first layer / at the last, by depth (geometric mean over networks), and its exponent."""
    rng = lab.generator(seed)
    samples = torch.randn(networks, 8, width, generator=rng, dtype=torch.float64)
    layers = []
    for _ in range(max(depths)):
        # Xavier, where all layers are equally wide
        weight = torch.randn(networks, width, width, generator=rng, dtype=torch.float64) / width**0.5
        signal = ACTIVATION[activation](layers[-1]) if layers else samples.requires_grad_()
        layers.append(signal @ weight)
    ratios = []
    for depth in depths:
        # A network of this depth is the deepest one cut off: ∂L/∂z there is drawn, and sent back to layer 1.
        above = torch.randn(samples.shape, generator=rng, dtype=torch.float64)
        (below,) = torch.autograd.grad(layers[depth - 1], layers[0], above, retain_graph=True)
        ratios.append((below.norm(dim=(1, 2)) / above.norm(dim=(1, 2))).log().mean().exp())
    logs = torch.stack(ratios).log()
    steps = torch.tensor(depths, dtype=torch.float64).log()
    slope = ((steps - steps.mean()) * (logs - logs.mean())).sum() / (steps - steps.mean()).square().sum()
    return {
        "gradient, first / last layer": Series(
            tuple(map(float, ratios)), axis="depth (layers)", scale="log", x=depths, x_scale="log"
        ),
        "exponent of the depth": float(slope),
        "distance from 1/√depth, worst depth": float((logs + steps / 2).abs().max() / math.log(2)),
    }


def judge(found: Found) -> list[Check]:
    """On a log-log plot over the depth the gradient is a straight line of slope about −½."""
    distance = found["distance from 1/√depth, worst depth"]
    return [
        # derived: iterating Var z and E[tanh′(z)²] from Var z = 1 gives −0.535 over 4 to 32 layers (−½ far
        # beyond); separating: off by 0.053 in the worst case, 0.458 in the best control on seeds 1000 to 1029
        close("exponent of the depth", found["exponent of the depth"], -0.535, abs=0.25),
        # separating: worst case 0.40, best control 2.27 on seeds 1000 to 1029, and so a factor of 2.5
        at_most("distance from 1/√depth (doublings)", distance, 1.33),
    ]
