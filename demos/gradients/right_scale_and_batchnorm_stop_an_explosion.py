"""Where 20 ReLU layers with twice He's weights explode, He's size or batch norm help; a skip makes it worse.

Twice the weights double the gradient in every layer.  He's size takes this factor away, batch norm divides
it out whatever the size.  A skip adds the identity to a Jacobian that is too large already, and each layer
multiplies by √5 or more instead of 2.
"""

import torch
from torch.nn.functional import batch_norm

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"changes": ("He's size", "batch norm")}  # one at a time
CONTROLS = {"no change": {"changes": ("nothing",)}, "skip": {"changes": ("skip",)}}


def measure(
    changes: tuple[str, ...], seed: int, layers: int = 20, width: int = 256, batch: int = 64
) -> dict[str, float | Series]:
    """‖∂L/∂h‖ by layer, relative to the top; each change is made by itself."""
    curves = sorted(gradients(change, seed, layers, width, batch) for change in changes)  # by the first layer
    best, worst = curves[0], curves[-1]
    return {
        "worst change, by layer": Series(tuple(worst), axis="layer", scale="log"),
        "growth, worst change": worst[0],
        "growth, best change": best[0],
    }


def gradients(change: str, seed: int, layers: int, width: int, batch: int) -> list[float]:
    """‖∂L/∂h‖ after each layer, relative to the top."""
    rng = lab.generator(seed)  # the same inputs, weights and gradient at the top whatever the change
    signals = [torch.randn(batch, width, generator=rng).requires_grad_()]
    for _ in range(layers):
        weight = torch.randn(width, width, generator=rng) * (2 / width) ** 0.5  # He
        z = signals[-1] @ (weight if change == "He's size" else 2 * weight)
        if change == "batch norm":
            z = batch_norm(z, None, None, training=True)
        signals.append(torch.relu(z) + (signals[-1] if change == "skip" else 0))
    above = torch.randn(batch, width, generator=rng)
    return [float(below.norm() / above.norm()) for below in torch.autograd.grad(signals[-1], signals[1:], above)]


def judge(found: Found) -> list[Check]:
    # separating: worst case 48, best control 390,000 on seeds 1000 to 1029
    return [at_most("growth of the gradient, worst change", found["growth, worst change"], 4300)]
