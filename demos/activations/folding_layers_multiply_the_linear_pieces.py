"""Layers of two ReLU units that fold their input double the linear pieces each: eight of them draw 2⁸ along a line.

A layer of k units can draw a zigzag of k strokes from 0 to 1 and back.  What follows then runs through its
whole range on each stroke, so that every layer multiplies the pieces by k.  Side by side each unit has one
kink and adds one piece.  Random weights rarely fold: depth makes many pieces possible, not usual.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, exactly

CASE = {"weights": "folding"}
CONTROLS = {"side by side": {"weights": "side by side"}, "random": {"weights": "random"}}


def measure(weights: str, seed: int, depth: int = 8, units: int = 2) -> dict[str, float | Series]:
    """Linear pieces of the output between 0 and 1, of one input and depth·units ReLU units."""
    rng = lab.generator(seed)
    x = ((torch.arange(2**16, dtype=torch.float64) + 0.5) / 2**16)[:, None].requires_grad_()
    h = x
    if weights == "side by side":
        kinks = torch.rand(depth * units, generator=rng, dtype=torch.float64)
        h = torch.relu(h - kinks) @ torch.randn(depth * units, 1, generator=rng, dtype=torch.float64)
    for _ in range(depth if weights != "side by side" else 0):
        if weights == "folding":
            h = zigzag(h, units, rng)
        else:
            into = torch.randn(h.shape[1], units, generator=rng, dtype=torch.float64) * (2 / h.shape[1]) ** 0.5
            h = torch.relu(h @ into + torch.randn(units, generator=rng, dtype=torch.float64) / 10)
    (slopes,) = torch.autograd.grad(h.sum(), x)
    slopes = slopes.squeeze(1)
    kinked = (slopes.diff().abs() > 1e-9 * slopes.abs().max()).sum()
    drawn = h.detach().sum(dim=1)[:: 2**8]
    return {
        "output": Series(drawn.tolist(), axis="input", x=tuple(x.detach()[:: 2**8, 0].tolist())),
        "pieces": int(kinked) + 1,
        "folded": units**depth,
    }


def zigzag(h: Tensor, strokes: int, rng: torch.Generator) -> Tensor:
    """Up from 0 to 1, down, up, … as h runs from 0 to 1: a layer of as many ReLU units as strokes."""
    jitter = 0.2 * torch.rand(strokes - 1, generator=rng, dtype=torch.float64) - 0.1
    turns = torch.cat([torch.zeros(1), (torch.arange(1, strokes) + jitter) / strokes, torch.ones(1)])
    slopes = (-1.0) ** torch.arange(strokes) / turns.diff()
    bends = torch.cat([slopes[:1], slopes.diff()])
    return torch.relu(h - turns[:-1]) @ bends[:, None]


def judge(found: Found) -> list[Check]:
    """Folding layers multiply, and the same number of units does not do it otherwise."""
    return [exactly("linear pieces", found["pieces"], found["folded"])]
