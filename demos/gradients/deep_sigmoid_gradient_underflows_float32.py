"""In float32 the gradient at the first of 100 sigmoid layers is exactly 0; in float64, or with 40 layers, it is not.

About 0.236 of the gradient is left by each layer crossed: 10⁻⁶² after 99.  The smallest number above 0 in
float32 is 1.4·10⁻⁴⁵, in float64 4.9·10⁻³²⁴.  From some 70 layers on, a float32 gradient has no direction
left: not because mathematics has none, but because every entry was rounded to 0.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close, exactly

CASE = {"numbers": "float32", "depth": 100}
CONTROLS = {
    "float64": {"numbers": "float64", "depth": 100},
    "40 layers": {"numbers": "float32", "depth": 40},
}


def measure(numbers: str, depth: int, seed: int, width: int = 32) -> dict[str, float | Series]:
    """‖∂L/∂z‖ at each layer over that at the last (dimensionless), and the share of entries that are 0."""
    kind = getattr(torch, numbers)
    rng = lab.generator(seed)
    inputs = torch.randn(16, width, generator=rng).to(kind)
    above = torch.randn(16, width, generator=rng).to(kind)
    with lab.seeded(seed):
        net = lab.mlp([width] * (depth + 1), nn.Sigmoid, init=lab.xavier).to(kind)
    signal, layers = inputs, []
    for layer in net:
        signal = layer(signal)
        if isinstance(layer, nn.Linear):
            layers.append(signal)
    gradients = torch.autograd.grad(signal, layers, above)
    # A norm squares its entries, which would underflow sooner than they do.
    sizes = [float(gradient.double().norm()) for gradient in gradients]
    return {
        "factor of the last 20 layers": (sizes[-21] / sizes[-1]) ** (1 / 20),
        "first layer, share of zeros": float((gradients[0] == 0).double().mean()),
        "gradient, relative to the last layer": Series(
            tuple(size / sizes[-1] for size in sizes), axis="layer", scale="log"
        ),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: 0.236 in a wide layer; one of 32 units scatters by 12 %, the mean of 20 by 3 %; five times that
        close(
            "factor a layer, last 20 layers",
            found["factor of the last 20 layers"],
            0.236,
            rel=0.15,
            guard=True,
        ),
        exactly("first layer, share of zeros", found["first layer, share of zeros"], 1),
    ]
