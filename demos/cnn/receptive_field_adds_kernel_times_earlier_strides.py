"""The gradient of an output spans a square of 1 + Σ (k − 1)·dilation·(earlier strides) pixels a side, no more.

Neighbouring taps of a kernel lie `dilation` pixels of the map below apart, and such a pixel is as many pixels of the
image as the strides below it multiply to.  So a layer adds k − 1 times both.  Its own stride moves the windows apart
and makes none of them larger: only later layers feel it.
"""

from math import prod

import torch
from torch.nn.functional import conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, exactly

CASE = {"counted": "earlier strides"}
CONTROLS = {
    "own stride too": {"counted": "own stride too"},
    "no strides": {"counted": "no strides"},
    "no dilation": {"counted": "no dilation"},
}

STACKS = 6  # drawn stacks of three layers
Layer = tuple[int, int, int]  # kernel side, stride, dilation


def measure(counted: str, seed: int, kernel: int = 3, stride: int = 2, dilation: int = 2) -> dict[str, float | Series]:
    """Side of the field (pixels) for a 3×3 layer with `stride` under two layers with `kernel` and `dilation`."""
    rng = lab.generator(seed)
    given = [(3, stride, 1), (kernel, 1, dilation), (kernel, 1, dilation)]
    drawn = torch.randint(2, 4, (STACKS, 3, 3), generator=rng).tolist()  # all settings 2 or 3: each tells
    sides = [field(given[:depth], rng) for depth in range(1, 4)]
    return {
        "side of the field": sides[-1],
        "one pixel through no layer": field([], rng),
        "off by, given stack": abs(claimed(counted, given) - sides[-1]),
        "drawn stacks as claimed": sum(claimed(counted, stack) == field(stack, rng) for stack in drawn),
        "side by depth": Series(sides, axis="layers"),
    }


def field(stack: list[Layer], rng: torch.Generator) -> int:
    """Side of the smallest square that holds all pixels where the gradient of one output is not zero."""
    reach = sum(k * dilation for k, _, dilation in stack) * prod(stride for _, stride, _ in stack[:-1])
    image = torch.randn(1, 1, reach + 9, reach + 9, generator=rng, dtype=torch.float64)  # wider than any field
    h = image.requires_grad_()
    for k, stride, dilation in stack:
        kernels = torch.randn(1, 1, k, k, generator=rng, dtype=torch.float64)
        h = torch.tanh(conv2d(h, kernels / k, stride=stride, dilation=dilation))
    middle = h.shape[-1] // 2
    (gradient,) = torch.autograd.grad(h[0, 0, middle, middle], image)
    rows, columns = gradient[0, 0].nonzero().unbind(1)
    return int(max(rows.max() - rows.min(), columns.max() - columns.min())) + 1


def claimed(counted: str, stack: list[Layer]) -> int:
    side, jump = 1, 1
    for k, stride, dilation in stack:
        own = stride if counted == "own stride too" else 1
        side += (k - 1) * (1 if counted == "no dilation" else dilation) * jump * own
        jump *= 1 if counted == "no strides" else stride
    return side


def judge(found: Found) -> list[Check]:
    return [
        exactly("field through no layer, pixels", found["one pixel through no layer"], 1, guard=True),
        # derived: pixels are counted
        exactly("given stack: off by, pixels", found["off by, given stack"], 0),
        exactly("drawn stacks as claimed, of 6", found["drawn stacks as claimed"], STACKS),
    ]
