"""With weights 3 times Xavier's, 30 tanh layers make the gradient explode, though tanh′ is nowhere above 1.

A layer multiplies the gradient by tanh′(z) and by Wᵀ.  Saturation takes much of the slope away, but not as
much as weights of gain 3 add: together a layer makes the gradient 1.36 times as large.  At gain 1 the same
slopes, closer to 1 than before, only lose a little each.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"gain": 3.0}  # weights of variance gain²/width
CONTROL = {"gain": 1.0}


def measure(gain: float, seed: int, depth: int = 30, width: int = 96, networks: int = 8) -> dict[str, float | Series]:
    """‖∂L/∂h‖ below each layer ÷ that above the last, geometric mean over networks, and slopes tanh′(z)."""
    rng = lab.generator(seed)
    weights = lab.batched_mlp(networks, [width] * (depth + 1), rng=rng, gain=gain**2)[::2]
    signals = [torch.randn(networks, 8, width, generator=rng).requires_grad_()]
    slopes = []
    for weight in weights:
        z = signals[-1] @ weight
        signals.append(torch.tanh(z))
        slopes.append(torch.autograd.grad(signals[-1].sum(), z, retain_graph=True)[0])
    above = torch.randn(signals[-1].shape, generator=rng)
    gradients = torch.autograd.grad(signals[-1], signals, above)
    norms = [float(below.norm(dim=(1, 2)).log().mean().exp()) for below in gradients]
    return {
        "largest slope": float(torch.stack(slopes).max()),
        "gradient, first / last layer": norms[0] / norms[-1],
        "gradient, relative to the last layer": Series(
            tuple(norm / norms[-1] for norm in norms), axis="layer", scale="log", x=range(depth + 1)
        ),
    }


def judge(found: Found) -> list[Check]:
    """The slopes say that it must shrink, and it grows."""
    return [
        at_most("largest slope tanh′(z)", found["largest slope"], 1, guard=True),
        # derived: 3·√E[tanh′(z)²] = 1.36 a layer at the fixed point of Var z = 9·E[tanh(z)²], some 10⁴ over 30;
        # one layer of 96 units scatters by some 15 %, eight networks of 30 by 30 %
        at_least("gradient, first / last layer", found["gradient, first / last layer"], 1000),
    ]
