"""Of unit noise at z = −5 ELU passes on a 17th of what PReLU (0.25) does, but more than a leak of 0.01 or ReLU.

Small noise is multiplied by the slope: e^z for ELU, α for a leak, 0 for ReLU.  So ELU is the quieter one only
where e^z is well below α: far out on the left, and against a large leak.  Near 0 its slope is nearly 1, and it
is the noisier one even against PReLU.
"""

import torch
from torch.nn.functional import elu, leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close, exactly

CASE = {"rival": 0.25, "centre": -5.0}  # PReLU, with the slope that nn.PReLU starts from
CONTROLS = {
    "leak of 0.01": {"rival": 0.01, "centre": -5.0},
    "ReLU": {"rival": 0.0, "centre": -5.0},
    "near 0": {"rival": 0.25, "centre": -0.5},
}

SAMPLES = 100_000


def measure(rival: float, centre: float, seed: int) -> dict[str, float | Series]:
    """Standard deviation of the outputs where N(0, 1) noise is added to z, of ELU and of a leak (dimensionless)."""
    noise = torch.randn(SAMPLES, generator=lab.generator(seed))
    centres = torch.linspace(-8, 2, 21)
    curve = [elu(at + noise[:5000]).std().item() for at in centres]
    return {
        "deviation of ELU": Series(tuple(curve), axis="z before noise", scale="log", x=tuple(centres.tolist())),
        "deviation of the noise": noise.std().item(),
        "deviation after ELU": elu(centre + noise).std().item(),
        "deviation after the rival": leaky_relu(centre + noise, rival).std().item(),
    }


def judge(found: Found) -> list[Check]:
    """The rival lets through 17 times as much noise as ELU does; in the controls it lets through less."""
    quieter = found["deviation after the rival"] / found["deviation after ELU"]
    return [
        # derived: 1 ± five standard errors of a standard deviation of 100,000 numbers
        close("deviation of the noise", found["deviation of the noise"], 1, abs=0.012, guard=True),
        # derived: 0.25/0.0146, where e^−5·√(e² − e) = 0.0146 is the deviation of e^z; six standard errors of 1.7 %
        close("rival's noise ÷ ELU's", quieter, 17.2, rel=0.1),
        exactly("ELU is the quieter one", quieter > 1, 1),
    ]
