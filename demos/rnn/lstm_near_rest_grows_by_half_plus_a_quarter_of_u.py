"""At rest an LSTM without biases multiplies its cell's gradient by ½ + u/4 a step, if U is u·I for g.

With x = h = c = 0 all gates stand at σ(0) = ½, and to first order c′ = ½·c + ½·g with g = u·h and h = ½·c,
which makes c′ = (½ + u/4)·c.  The gates' own rows of U, drawn at random here, only scale what is 0.  With u = 6
the gradient doubles at every step, though f = ½.  One control cuts the path through h, one trusts in Π f.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"factor": "½ + u/4", "path_through_h": "open"}
CONTROLS = {
    "path cut": {"factor": "½ + u/4", "path_through_h": "cut"},
    "factor f": {"factor": "f", "path_through_h": "open"},
}

EPSILON = torch.finfo(torch.float64).eps


def measure(
    factor: str, path_through_h: str, seed: int, u: float = 6.0, steps: int = 20, width: int = 8
) -> dict[str, float | Series]:
    """Gradient of c_T by c_0 in one unit, and the factor that is claimed, to the power T (dimensionless)."""
    with lab.seeded(seed):
        lstm = nn.LSTMCell(1, width, bias=False, dtype=torch.float64)
    with torch.no_grad():
        lstm.weight_hh[2 * width : 3 * width] = u * torch.eye(width)  # rows are i, f, g, o
    start = torch.zeros(1, width, dtype=torch.float64).requires_grad_()
    h, c = start.tanh() / 2, start  # what a step with o = ½ shows of its cell
    x = torch.zeros(1, 1, dtype=torch.float64)
    growth = []
    for _ in range(steps):
        h, c = lstm(x, (h.detach() if path_through_h == "cut" else h, c))
        (gradient,) = torch.autograd.grad(c[0, 0], start, retain_graph=True)
        growth.append(float(gradient[0, 0]))
    claimed = 0.5 + u / 4 if factor == "½ + u/4" else 0.5
    return {
        "gradient by c_0": Series(growth, "step", scale="log"),
        "gradient of c_T by c_0": growth[-1],
        "claimed": claimed**steps,
        "gates' mean |U|·√d": float(lstm.weight_hh.detach()[: 2 * width].abs().mean() * width**0.5),
        "steps": steps,
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: machine epsilon for each of some twenty operations a step
        close(
            "gradient of c_T by c_0 ÷ claimed",
            found["gradient of c_T by c_0"] / found["claimed"],
            1,
            abs=20 * found["steps"] * EPSILON,
        ),
        # the gates do read h (a mean |U| of ½/√d): that they move nothing is a finding
        at_least("mean |U|·√d of gates i and f", found["gates' mean |U|·√d"], 0.25, guard=True),
    ]
