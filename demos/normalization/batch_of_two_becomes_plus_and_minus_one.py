"""In a batch of two, batch norm turns each feature into ±1 whatever its values, and passes no gradient back (ε aside).

With two values the mean is halfway and the standard deviation is half their distance: (x − mean)/std is ±1,
only the order of the two is left.  An output that small changes of the input cannot move has gradient zero.
Where the two values are so close that ε counts, the outputs are smaller and a little of the gradient returns.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"batch": 2, "epsilon": 1e-30}
CONTROLS = {
    "batch of 3": {"batch": 3, "epsilon": 1e-30},
    "batch of 8": {"batch": 8, "epsilon": 1e-30},
    "ε = 1e-5": {"batch": 2, "epsilon": 1e-5},  # the default
}


def measure(batch: int, epsilon: float, seed: int, features: int = 64) -> dict[str, float]:
    """Distance of the outputs from ±1, and the gradient that comes back for each unit sent in (float64).

    The gradient is multiplied by the standard deviation, which makes it independent of the units of x.
    """
    rng = lab.generator(seed)
    normal = torch.randn(batch, features, generator=rng, dtype=torch.float64)
    scale = 10 ** (4 * torch.rand(features, generator=rng, dtype=torch.float64) - 2)  # 0.01 to 100
    inputs = torch.cat([scale * normal, scale * normal.exp(), 5 + normal.sign() * normal.abs().sqrt()], dim=1)
    inputs.requires_grad_()
    upstream = torch.randn(inputs.shape, generator=rng, dtype=torch.float64)
    outputs = nn.functional.batch_norm(inputs, None, None, training=True, eps=epsilon)
    gradient = torch.autograd.grad((outputs * upstream).sum(), inputs)[0]
    values = inputs.detach()
    spread = values.std(0, correction=0)
    return {
        "distance from ±1": float((outputs.detach().abs() - 1).abs().max()),
        "gradient back": float((gradient * spread).norm() / upstream.norm()),
        "rounding": 2.2e-16 * 100 * float((values.abs().amax(0) / spread).max()),  # epsilon, cancelled digits
    }


def judge(found: Found) -> list[Check]:
    """Nothing of the values is left, and nothing of the gradient comes back."""
    return [  # derived
        at_most("largest distance of |output| from 1", found["distance from ±1"], found["rounding"]),
        at_most("gradient back, per unit sent in", found["gradient back"], found["rounding"]),
    ]
