"""At zero weights a two-layer tanh net without biases has gradient 0, and a negative curvature per hidden unit.

The output is Σ vⱼ·tanh(wⱼ·x).  At 0 the only second derivatives of the squared error that are left are those
by vⱼ and wⱼ, −E[y·x], and the block [0, −cᵀ; −c, 0] of a unit, c = E[y·x], has eigenvalues ‖c‖, −‖c‖ and 0.
Three layers need three factors at once: there the Hessian is 0, although lower points lie beside it as well.
"""

from itertools import pairwise

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"layers": 2}
CONTROL = {"layers": 3}


def measure(layers: int, seed: int, hidden: int = 5, inputs: int = 3, samples: int = 50) -> dict[str, float]:
    """The loss around zero weights: gradient, signs of the Hessian, and how low it gets near by."""
    rng = lab.generator(seed)
    x = torch.randn(samples, inputs, generator=rng, dtype=torch.float64)
    y = torch.tanh(x @ torch.randn(inputs, 1, generator=rng, dtype=torch.float64))
    widths = [inputs] + [hidden] * (layers - 1) + [1]
    sizes = [fan_in * fan_out for fan_in, fan_out in pairwise(widths)]

    def loss(weights: Tensor) -> Tensor:
        signal = x
        for layer, block in enumerate(weights.split(sizes)):
            signal = (torch.tanh(signal) if layer else signal) @ block.view(widths[layer], -1)
        return (signal - y).square().mean() / 2

    zero = torch.zeros(sum(sizes), dtype=torch.float64)
    curvatures, directions = torch.linalg.eigh(torch.func.hessian(loss)(zero))
    probes = torch.randn(500, sum(sizes), generator=rng, dtype=torch.float64)
    near = torch.func.vmap(loss)(0.3 * probes / probes.norm(dim=1, keepdim=True))
    return {
        "gradient": float(torch.func.grad(loss)(zero).norm()),
        "negative eigenvalues": int((curvatures < -1e-9).sum()),
        "positive eigenvalues": int((curvatures > 1e-9).sum()),
        "hidden units": hidden,
        "along the lowest": float(loss(0.1 * directions[:, 0]) - loss(zero)),
        "lowest near by": float(near.min() - loss(zero)),
    }


def judge(found: Found) -> list[Check]:
    """Both points are saddles: the Hessian shows it at two layers, and is silent at three."""
    return [
        exactly("norm of the gradient at zero weights", found["gradient"], 0, guard=True),
        # separating, in log space: worst arm -6e-4 on seeds 1000 to 1029, rounding -1e-16
        at_most("lowest loss near by, less at 0", found["lowest near by"], -2e-10, guard=True),
        exactly("negative eigenvalues", found["negative eigenvalues"], found["hidden units"]),
        exactly("positive eigenvalues", found["positive eigenvalues"], found["hidden units"]),
        # derived: ½·0.1²·eigenvalue, with an eigenvalue of -0.1 or below, less a term of fourth order
        at_most("loss 0.1 down the lowest, less at 0", found["along the lowest"], -1e-4),
    ]
