"""Max-pooling sends the gradient of a window to its largest pixel alone; average pooling sends 1/k² of it to each.

The maximum moves with one pixel, at slope 1, and does not notice the others as long as they stay below it.  So a step
of training changes the one strongest response of a window, where an average changes all of them a little.
"""

import torch
from torch.nn.functional import avg_pool2d, max_pool2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, close, exactly

CASE = {"pooling": "maximum"}
CONTROL = {"pooling": "average"}


def measure(pooling: str, seed: int, side: int = 12, window: int = 2) -> dict[str, float]:
    """Pixels of a window that get a gradient, the largest share of one, and of the window's largest pixel."""
    rng = lab.generator(seed)
    maps = torch.randn(1, 3, side, side, generator=rng, dtype=torch.float64).requires_grad_()
    pooled = avg_pool2d(maps, window) if pooling == "average" else max_pool2d(maps, window)
    (gradient,) = torch.autograd.grad(pooled.sum(), maps)
    shares = windows(gradient, window)
    largest = windows(maps.detach(), window).argmax(dim=1, keepdim=True)
    return {
        "sum in a window, least": float(shares.sum(dim=1).min()),
        "sum in a window, most": float(shares.sum(dim=1).max()),
        "pixels with a gradient, most": int((shares != 0).sum(dim=1).max()),
        "share of the largest pixel": float(shares.gather(1, largest).min()),
    }


def windows(maps: torch.Tensor, window: int) -> torch.Tensor:
    """One window a row, (windows, window²)."""
    blocks = maps.unfold(2, window, window).unfold(3, window, window)
    return blocks.reshape(-1, window**2)


def judge(found: Found) -> list[Check]:
    return [
        # derived: k² terms of 1/k² sum to 1 up to rounding
        close("gradient in a window, least", found["sum in a window, least"], 1, abs=1e-12, guard=True),
        close("gradient in a window, most", found["sum in a window, most"], 1, abs=1e-12, guard=True),
        exactly("pixels of a window with a gradient", found["pixels with a gradient, most"], 1),
        exactly("share of the largest pixel", found["share of the largest pixel"], 1),
    ]
