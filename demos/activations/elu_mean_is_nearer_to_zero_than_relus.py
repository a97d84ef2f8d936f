"""On standard normal inputs ELU's mean output is 0.16: nearer to 0 than ReLU's 0.40, but not 0 like SELU's.

The right side alone has mean 1/√2π = 0.399, which is all that ReLU has.  ELU's left side, e^z − 1, takes
½ − √e·Φ(−1) = 0.238 of it away, with Φ the normal distribution function.  SELU scales the left side up by
1.67: just so far that nothing is left.
"""

import math

import torch
from torch.nn.functional import elu, relu, selu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, between, close

CASE = {"activation": "elu"}
CONTROLS = {"ReLU": {"activation": "relu"}, "SELU": {"activation": "selu"}}

ACTIVATION = {"elu": elu, "relu": relu, "selu": selu}
SAMPLES = 100_000
RIGHT = 1 / math.sqrt(2 * math.pi)  # E[max(z, 0)]
LEFT = math.exp(0.5) * math.erfc(math.sqrt(0.5)) / 2 - 0.5  # E[min(e^z − 1, 0)]


def measure(activation: str, seed: int, layers: int = 8, width: int = 128) -> dict[str, float | Series]:
    """Mean output on N(0, 1); mean over standard deviation of each layer's outputs in a random network."""
    rng = lab.generator(seed)
    f = ACTIVATION[activation]
    z = torch.randn(SAMPLES, generator=rng)
    h = torch.randn(512, width, generator=rng)
    offsets = []
    for _ in range(layers):
        u = h @ torch.randn(width, width, generator=rng)
        h = f(u / u.square().mean().sqrt())  # each layer's pre-activations have mean square 1, as z has
        offsets.append((h.mean() / h.std()).item())
    return {
        "mean over standard deviation, by layer": Series(tuple(offsets), axis="layer"),
        "mean input": z.mean().item(),
        "mean output": f(z).mean().item(),
        "mean over deviation in the network": sum(offsets) / layers,
    }


def judge(found: Found) -> list[Check]:
    """Between 0 and ReLU's mean, on drawn inputs and within a network."""
    error = 5 / math.sqrt(SAMPLES)  # derived: five standard errors of a mean of numbers of variance at most 1
    return [
        close("mean input", found["mean input"], 0, abs=error, guard=True),
        close("mean output", found["mean output"], RIGHT + LEFT, abs=error),
        # separating: case 0.18 to 0.22, SELU at most 0.005, ReLU at least 0.64 on seeds 1000 to 1029
        between("mean ÷ deviation, in a network", found["mean over deviation in the network"], 0.09, 0.37),
    ]
