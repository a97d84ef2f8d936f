"""An orthogonal layer that widens keeps every length; one from 256 to 64 units keeps 64/256 of the mean square.

With more outputs than inputs the columns can be orthonormal, WᵀW = I, and every length stays.  With fewer
the rows are: the layer projects onto 64 of the 256 directions, and what lies across them is gone.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, close

CASE = {"sizes": (64, 256)}  # inputs and outputs of the layer
CONTROL = {"sizes": (256, 64)}

SAMPLES = 400


def measure(sizes: tuple[int, int], seed: int) -> dict[str, float]:
    """Largest relative change of a length, and mean of ‖Wx‖²/‖x‖², over standard normal inputs (float64)."""
    rng = lab.generator(seed)
    inputs, outputs = sizes
    weight = torch.nn.init.orthogonal_(torch.empty(outputs, inputs, dtype=torch.float64), generator=rng)
    x = torch.randn(SAMPLES, inputs, generator=rng, dtype=torch.float64)
    ratios = (x @ weight.T).norm(dim=1) / x.norm(dim=1)
    mean_square = float(ratios.square().mean())
    return {
        "change": float((ratios - 1).abs().max()),
        "mean square": mean_square,
        "over expected": mean_square / min(1.0, outputs / inputs),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: five standard errors of the mean over SAMPLES projections; Var ‖Wx‖²/‖x‖² is 0.0015 about 1/4
        close("mean ‖Wx‖²/‖x‖² ÷ expected", found["over expected"], 1, abs=0.04, guard=True),
        at_most("largest change of a length", found["change"], 1e-13),  # derived: epsilon times some hundred operations
    ]
