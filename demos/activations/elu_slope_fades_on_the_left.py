"""For z < 0 ELU has slope α·e^z, which fades to 0: 0.0067 at −5 for α = 1, where leaky ReLU keeps its 0.01.

ELU(z) = α(e^z − 1) for z < 0: it levels off at −α, and its derivative is α·e^z, which is also ELU(z) + α.
Leaky ReLU's slope is the same at −1 and at −200.  In float32 e^−200 rounds to 0, and the gradient with it.
"""

import math
import sys

import torch
from torch.nn.functional import elu, leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close, exactly

CASE = {"activation": "elu"}
CONTROL = {"activation": "leaky"}

ACTIVATION = {"elu": elu, "leaky": lambda z, _alpha: leaky_relu(z, 0.01)}
ROUNDING = 8 * sys.float_info.epsilon  # derived: eight operations, relative to the result


def measure(activation: str, seed: int, leak: float = 0.1) -> dict[str, float | Series]:
    """Slopes by autograd: at drawn z with a drawn α, and at chosen z with α = 1 (dimensionless)."""
    rng = lab.generator(seed)
    alpha = 0.5 + torch.rand((), generator=rng, dtype=torch.float64).item()

    def slopes(points: torch.Tensor, scale: float) -> torch.Tensor:
        points = points.detach().requires_grad_()
        return torch.autograd.grad(ACTIVATION[activation](points, scale).sum(), points)[0]

    drawn = 20 * torch.rand(10_000, generator=rng, dtype=torch.float64)
    formula = alpha * (-drawn).exp()
    grid = torch.linspace(-10, 2, 49, dtype=torch.float64)
    fine = torch.arange(-10, 0, 0.01, dtype=torch.float64)
    return {
        "slope": Series(slopes(grid, 1.0).tolist(), axis="z", scale="log", x=tuple(grid.tolist())),
        "slope for z > 0": slopes(drawn, alpha).mean().item(),
        "error of α·e^z": ((slopes(-drawn, alpha) - formula).abs() / formula).max().item(),
        "slope at −5": slopes(torch.tensor([-5.0], dtype=torch.float64), 1.0).item(),
        "slope at −200": slopes(torch.tensor([-200.0], dtype=torch.float32), 1.0).item(),
        "z where the slope falls below the leak": torch.where(slopes(fine, 1.0) < leak, fine, -10).max().item(),
    }


def judge(found: Found) -> list[Check]:
    """The slope is α·e^z, so that it fades; a leak's slope does not."""
    return [
        exactly("slope for z > 0", found["slope for z > 0"], 1, guard=True),
        at_most("slope less α·e^z, relative", found["error of α·e^z"], ROUNDING),
        close("slope at z = −5, α = 1", found["slope at −5"], math.exp(-5), rel=ROUNDING),
        exactly("slope at z = −200, float32", found["slope at −200"], 0),
    ]
