"""ReLU, leaky ReLU, |z| and tanh fold alike: with two units a layer each makes 2⁸ ups and downs in eight layers.

A fold is a layer that goes up from 0 to 1 and down again.  Two units draw it with any of these activations,
and each fold doubles the ups and downs of what went before.  A layer that bends without turning back keeps
the order of its inputs: however many there are, the output has a single stretch, up.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"layers": "fold"}
CONTROL = {"layers": "bend"}

SLOPES = {"ReLU": 0.0, "leaky ReLU": 0.1, "|z|": -1.0}  # of the activation below 0


def measure(layers: str, seed: int, depth: int = 8) -> dict[str, float]:
    """Stretches, up or down, of the output between 0 and 1, with each activation."""
    x = ((torch.arange(2**16, dtype=torch.float64) + 0.5) / 2**16).requires_grad_()
    fold = layers == "fold"
    found = {"folded": float(2**depth)}
    for name, slope in SLOPES.items():
        found[name] = stretches(lambda h, at, slope=slope: kinked(h, at, slope, fold=fold), x, depth, seed)
    found["tanh"] = stretches(lambda h, at: curved(h, at, fold=fold), x, depth, seed)
    return found


def stretches(layer: Callable[[Tensor, float], Tensor], x: Tensor, depth: int, seed: int) -> int:
    """How often the stack of layers goes up or down; each turns near the middle, at a place of its own."""
    h = x
    for at in (0.4 + 0.2 * torch.rand(depth, generator=lab.generator(seed))).tolist():
        h = layer(h, at)
    (slopes,) = torch.autograd.grad(h.sum(), x)
    return int((slopes.sign().diff() != 0).sum()) + 1


def kinked(h: Tensor, at: float, slope: float, *, fold: bool) -> Tensor:
    """From 0 up to 1 at the turn and back to 0, or with one bend up to 1, by two units of two slopes each."""
    near, far = (torch.where(z > 0, z, slope * z) for z in (h, h - at))
    beyond = (far - slope * (near - at)) / (1 - slope)  # how far h is beyond the turn, if it is
    left, right = (1 / at, -1 / (1 - at)) if fold else (0.5 / at, 0.5 / (1 - at))
    return left * near + (right - left) * beyond


def curved(h: Tensor, at: float, *, fold: bool) -> Tensor:
    """The same by two units of tanh: a hill between 0 and 1, or an ascent."""
    there, back = torch.tanh(at * h), torch.tanh(at * (1 - h))
    edge, top = torch.tanh(torch.tensor(at)), 2 * torch.tanh(torch.tensor(at / 2))
    return (there + back - edge) / (top - edge) if fold else (there - back + edge) / (2 * edge)


def judge(found: Found) -> list[Check]:
    """With each activation folding doubles the stretches, layer by layer."""
    return [exactly(f"ups and downs with {name}", found[name], found["folded"]) for name in (*SLOPES, "tanh")]
