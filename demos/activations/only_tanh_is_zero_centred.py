"""On standard normal inputs tanh has mean 0; the sigmoid, ReLU, leaky ReLU and ELU do not.

tanh is odd, so the outputs at z and −z cancel.  The sigmoid is odd around ½, and the others give more on the
right than they take away on the left: E[max(z, 0)] = 1/√2π = 0.40, of which a leak of 0.01 takes one
hundredth away, and ELU's negative side 0.24.
"""

import torch
from torch import relu, sigmoid, tanh
from torch.nn.functional import elu, leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"activation": "tanh"}
CONTROLS = {
    "sigmoid": {"activation": "sigmoid"},
    "ReLU": {"activation": "relu"},
    "leaky ReLU": {"activation": "leaky"},
    "ELU": {"activation": "elu"},
}

ACTIVATION = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu, "leaky": leaky_relu, "elu": elu}
SAMPLES = 100_000


def measure(activation: str, seed: int) -> dict[str, float | Series]:
    """Mean of the inputs and of the outputs; mean of the outputs where the inputs' mean is another."""
    z = torch.randn(SAMPLES, generator=lab.generator(seed))
    shifts = torch.linspace(-2, 2, 17)
    means = [ACTIVATION[activation](shift + z[:10_000]).mean().item() for shift in shifts]
    return {
        "mean output, by mean input": Series(tuple(means), axis="mean input", x=tuple(shifts.tolist())),
        "mean input": z.mean().item(),
        "mean output": ACTIVATION[activation](z).mean().item(),
    }


def judge(found: Found) -> list[Check]:
    """Centred inputs stay centred under tanh alone."""
    error = 5 / SAMPLES**0.5  # derived: five standard errors of a mean of numbers of variance at most 1
    return [
        close("mean input", found["mean input"], 0, abs=error, guard=True),
        close("mean output", found["mean output"], 0, abs=error),
    ]
