"""Sigmoid and tanh saturate on both sides, ReLU and ELU on the left alone, leaky ReLU on neither.

A function saturates on a side where its slope goes to 0.  The slopes of sigmoid and tanh fall like e^−|z| and
e^−2|z|.  On the left ELU's slope is e^z and ReLU's is 0, while leaky ReLU keeps its α; on the right all three
keep 1.  Each control states one of the five otherwise, and the same slopes contradict it.
"""

import torch
from torch.nn.functional import elu, leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"sigmoid": "both", "tanh": "both", "relu": "left", "elu": "left", "leaky": "neither"}
CONTROLS = {
    "sigmoid: left": {"sigmoid": "left", "tanh": "both", "relu": "left", "elu": "left", "leaky": "neither"},
    "tanh: neither": {"sigmoid": "both", "tanh": "neither", "relu": "left", "elu": "left", "leaky": "neither"},
    "ReLU: neither": {"sigmoid": "both", "tanh": "both", "relu": "neither", "elu": "left", "leaky": "neither"},
    "ELU: both": {"sigmoid": "both", "tanh": "both", "relu": "left", "elu": "both", "leaky": "neither"},
    "leaky: left": {"sigmoid": "both", "tanh": "both", "relu": "left", "elu": "left", "leaky": "left"},
}

ACTIVATION = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "elu": elu, "leaky": leaky_relu}
SIDES = {(True, True): "both", (True, False): "left", (False, True): "right", (False, False): "neither"}


def slopes(name: str, z: torch.Tensor) -> torch.Tensor:
    """The activation's slope at each z, by autograd."""
    z = z.detach().requires_grad_()
    return torch.autograd.grad(ACTIVATION[name](z).sum(), z)[0]


def measure(
    sigmoid: str, tanh: str, relu: str, elu: str, leaky: str, seed: int, z: float = 5.0
) -> dict[str, float | Series]:
    """Whether (1 or 0) each saturates on the sides stated; its slopes at ½, −z and z (dimensionless)."""
    far = 20 + 20 * torch.rand(1000, generator=lab.generator(seed), dtype=torch.float64)
    grid = torch.linspace(-6, 6, 49, dtype=torch.float64)
    chosen = torch.tensor([0.5, -z, z], dtype=torch.float64)
    found: dict[str, float | Series] = {}
    for name, stated in {"sigmoid": sigmoid, "tanh": tanh, "relu": relu, "elu": elu, "leaky": leaky}.items():
        # derived: e^−20 is 2e-9, and the slope that leaky ReLU keeps is 1e-2
        flat = tuple(bool((slopes(name, side).abs() < 1e-8).all()) for side in (-far, far))
        found[f"{name} as stated"] = float(SIDES[flat] == stated)
        near, left, right = slopes(name, chosen).tolist()
        found |= {f"slope of {name} at ½": near, f"slope of {name} at −z": left, f"slope of {name} at z": right}
        found[f"slope of {name}"] = Series(slopes(name, grid).tolist(), axis="z", x=tuple(grid.tolist()))
    return found


def judge(found: Found) -> list[Check]:
    """Slopes from |z| = 20 to 40 on both sides agree with what is stated of each of the five."""
    return [
        # derived: σ′(½) = 0.235 is the lowest of the five; a constant, which is flat everywhere, would have 0
        at_least("lowest slope at z = ½", min(found[f"slope of {name} at ½"] for name in ACTIVATION), 0.2, guard=True),
        *[exactly(f"{name} saturates as stated", found[f"{name} as stated"], 1) for name in ACTIVATION],
    ]
