"""With Xavier weights batch norm keeps the gradient over 20 sigmoid layers by a small divisor, not by steeper slopes.

A sigmoid layer hands on little of the differences between examples: its outputs vary by about 0.2, and so
does the z of the layer above.  BN divides z by that spread, in the backward pass too: slope and divisor are
0.21 each and cancel.  The slopes are no larger than without BN, where z is small; to centre z without
dividing does nothing.
"""

import math

import torch
from torch.nn.functional import batch_norm

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"norm": "batch norm"}
CONTROLS = {"plain": {"norm": "none"}, "centred only": {"norm": "centred"}}

NORM = {
    "batch norm": lambda z: batch_norm(z, None, None, training=True),
    "centred": lambda z: z - z.mean(dim=0),
    "none": lambda z: z,
}


def measure(norm: str, seed: int, layers: int = 20, width: int = 128, batch: int = 128) -> dict[str, float | Series]:
    """‖∂L/∂h‖ by layer, relative to the top; slope σ′ (root mean square) and spread of z over the batch."""
    rng = lab.generator(seed)
    # float64, because without BN the examples of a batch soon differ in their last digits only
    signals = [torch.randn(batch, width, generator=rng, dtype=torch.float64).requires_grad_()]
    slopes, spreads = [], []
    for _ in range(layers):
        weight = torch.randn(width, width, generator=rng, dtype=torch.float64) / width**0.5  # Xavier
        z = signals[-1] @ weight
        signals.append(torch.sigmoid(NORM[norm](z)))
        slopes.append((signals[-1] * (1 - signals[-1])).square().mean().sqrt().item())  # σ′ = σ(1 − σ)
        spreads.append(z.var(dim=0, correction=0).mean().sqrt().item())
    above = torch.randn(signals[-1].shape, generator=rng, dtype=torch.float64)
    gradients = torch.autograd.grad(signals[-1], signals[1:], above)
    norms = [float(gradient.norm() / above.norm()) for gradient in gradients]
    return {
        "gradient, relative to the top": Series(tuple(norms), axis="layer", scale="log"),
        "spread of z over the batch": Series(tuple(spreads), axis="layer", scale="log"),
        "factor per layer": norms[0] ** (1 / (layers - 1)),
        "gradient left": norms[0],
        "slope": math.sqrt(sum(slope**2 for slope in slopes) / layers),
        "spread in the upper layers": sum(spreads[1:]) / (layers - 1),
    }


def judge(found: Found) -> list[Check]:
    """Slope and spread are about equal, so that a layer multiplies the gradient by 1."""
    return [
        # derived: √(E σ′(z)² / Var σ(z)) for z ~ N(0, 1) is 1.016 in wide layers; 128 units add 0.01, and 0.05 is 20
        # times what seeds 1000 to 1029 vary by (worst case 1.031, best control 0.25)
        close("gradient, factor per layer", found["factor per layer"], 1.016, abs=0.05),
        # derived: √(Var σ(z)) = 0.208, which Xavier weights hand on; worst case 0.212, best control 0.015
        close("spread of z above the first layer", found["spread in the upper layers"], 0.208, rel=0.1),
        # separating: worst case 0.211, best control 0.234 on seeds 1000 to 1029
        at_most("slope σ′, root mean square", found["slope"], 0.222),
    ]
