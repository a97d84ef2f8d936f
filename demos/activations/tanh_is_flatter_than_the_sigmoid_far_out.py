"""tanh is steeper than the sigmoid up to |z| = 1.66 and flatter beyond: its slope falls like e^−2|z|, not e^−|z|.

tanh′(z) = 4σ′(2z): four times as steep at 0, but twice as far out.  Far out σ′(z) is about e^−|z|, so tanh′ is
about 4e^−2|z|, and their ratio 4e^−|z|.  It is 1 where cosh z = 2 cosh(z/2), at |z| = 1.66.  The control
tanh(z/2) = 2σ(z) − 1 is stretched in height alone: twice as steep as the sigmoid, everywhere.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, close, exactly

CASE = {"inner": 1.0}  # tanh(z)
CONTROL = {"inner": 0.5}  # tanh(z/2)

CROSSING = 2 * math.acosh((1 + 3**0.5) / 2)  # 1.66: 2c² − 1 = 2c, with c = cosh(z/2)


def slopes(function: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    """The slope of an elementwise function of z at each z, by autograd."""
    return torch.autograd.grad(function.sum(), z)[0]


def measure(inner: float, seed: int, z: float = 3.0) -> dict[str, float | Series]:
    """Slope of tanh(inner · z) over that of the sigmoid, at drawn z, at 0 and at the given z (dimensionless)."""
    rng = lab.generator(seed)
    near = CROSSING * (2 * torch.rand(1000, generator=rng, dtype=torch.float64) - 1)
    far = CROSSING + 15 * torch.rand(1000, generator=rng, dtype=torch.float64)
    grid = torch.linspace(0, 6, 49, dtype=torch.float64)
    chosen = torch.tensor([0.0, z, 12.0], dtype=torch.float64)
    points = torch.cat([chosen, grid, near, far, -far]).requires_grad_()
    of_tanh, of_sigmoid = slopes(torch.tanh(inner * points), points), slopes(torch.sigmoid(points), points)
    ratio = of_tanh / of_sigmoid
    outside = 3 + len(grid) + len(near)
    return {
        "slope": Series(of_tanh[3 : 3 + len(grid)].tolist(), axis="z", scale="log", x=tuple(grid.tolist())),
        "slope of tanh at z": of_tanh[1].item(),
        "slope of the sigmoid at z": of_sigmoid[1].item(),
        "ratio at 0": ratio[0].item(),
        "ratio at 12, times e^12": ratio[2].item() * math.exp(12),
        "lowest ratio near": ratio[3 + len(grid) : outside].min().item(),
        "highest ratio far": ratio[outside:].max().item(),
    }


def judge(found: Found) -> list[Check]:
    """Steeper inside, flatter outside, and by the factor 4e^−|z| far out."""
    return [
        # derived: both arms are at least as steep as the sigmoid inside
        at_least("tanh′ ÷ σ′ for |z| < 1.66, lowest", found["lowest ratio near"], 1, guard=True),
        exactly("tanh′ ÷ σ′ at 0", found["ratio at 0"], 4),
        at_most("tanh′ ÷ σ′ for |z| > 1.66, highest", found["highest ratio far"], 1),
        # derived: 4(1 + e^−z)²/(1 + e^−2z)² is 4 up to 2e^−12 = 1.2e-5; 1 − tanh² keeps five digits of float64 there
        close("tanh′ ÷ σ′ · e^|z| at 12", found["ratio at 12, times e^12"], 4, rel=0.0001),
    ]
