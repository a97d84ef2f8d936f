"""tanh(z) = 2σ(2z) − 1: the sigmoid with z doubled, its output doubled, and 1 taken off; tanh′(z) = 4σ′(2z).

Divide e^z − e^−z and e^z + e^−z by e^z: tanh(z) = (1 − e^−2z)/(1 + e^−2z) = 2/(1 + e^−2z) − 1.  The two
factors of 2 multiply in the slope, 4 · ¼ = 1 at 0, and the 1 taken off moves the middle from ½ to 0.
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"inner": 2.0, "outer": 2.0, "taken_off": 1.0}
CONTROLS = {
    "2σ(z) − 1": {"inner": 1.0, "outer": 2.0, "taken_off": 1.0},
    "σ(2z) − 1": {"inner": 2.0, "outer": 1.0, "taken_off": 1.0},
    "2σ(2z)": {"inner": 2.0, "outer": 2.0, "taken_off": 0.0},
}

EPSILON = sys.float_info.epsilon


def measure(
    inner: float, outer: float, taken_off: float, seed: int, sigmoid: float = 0.9, samples: int = 10_000
) -> dict[str, float | Series]:
    """Largest distances between tanh and a·σ(b·z) − c, and their slopes; tanh(z) where σ(2z) is given."""
    z = 20 * torch.rand(samples, generator=lab.generator(seed), dtype=torch.float64) - 10
    z.requires_grad_()
    stretched = outer * torch.sigmoid(inner * z) - taken_off
    (slopes,) = torch.autograd.grad(stretched.sum(), z)
    tanh = torch.tanh(z)
    (tanh_slopes,) = torch.autograd.grad(tanh.sum(), z)
    grid = torch.linspace(-4, 4, 41)
    curve = outer * torch.sigmoid(inner * grid) - taken_off
    half = torch.tensor(sigmoid, dtype=torch.float64).logit() / 2
    return {
        "a·σ(b·z) − c": Series(tuple(curve.tolist()), axis="z", x=tuple(grid.tolist())),
        "distance": (stretched - tanh).abs().max().item(),
        "distance of the slopes": (slopes - tanh_slopes).abs().max().item(),
        "error of 1 − tanh²": (tanh_slopes - (1 - tanh.square())).abs().max().item(),
        "tanh(z) where σ(2z) is given": torch.tanh(half).item(),
    }


def judge(found: Found) -> list[Check]:
    """Both functions and both slopes agree to the last digits over z from −10 to 10."""
    return [
        # derived: machine epsilon times four operations on numbers up to 1
        at_most("tanh′ less 1 − tanh²", found["error of 1 − tanh²"], 4 * EPSILON, guard=True),
        # derived: eight operations on numbers up to 2
        at_most("tanh(z) less a·σ(b·z) − c", found["distance"], 16 * EPSILON),
        # derived: as above, with one factor more
        at_most("their slopes", found["distance of the slopes"], 32 * EPSILON),
    ]
