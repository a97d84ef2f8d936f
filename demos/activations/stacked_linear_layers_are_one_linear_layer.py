"""Linear layers without an activation between them compute one linear layer, however many there are.

W₃(W₂(W₁x + b₁) + b₂) + b₃ = Wx + b, with W = W₃W₂W₁ and b = W₃W₂b₁ + W₃b₂ + b₃.  Depth adds parameters
but no function; a bottleneck on the way even takes some away, because it bounds the rank of W.
"""

import sys

import torch
from torch.nn import Linear, ReLU, Tanh

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"activation": "none"}
CONTROLS = {"ReLU": {"activation": "relu"}, "tanh": {"activation": "tanh"}}

ACTIVATION = {"none": None, "relu": ReLU, "tanh": Tanh}


def measure(
    activation: str,
    seed: int,
    inputs: int = 20,
    bottleneck: int = 5,
    outputs: int = 10,
    hidden: int = 30,
) -> dict[str, float]:
    """Distance of a network of eight layers from Wx + b, relative to its largest output; rank of W."""
    widths = [inputs, hidden, hidden, hidden, bottleneck, hidden, hidden, hidden, outputs]
    with lab.seeded(seed):
        network = lab.mlp(widths, ACTIVATION[activation]).double()
    samples = torch.randn(100, inputs, generator=lab.generator(seed), dtype=torch.float64)
    with torch.no_grad():
        deep = network(samples)
        weight, bias = torch.eye(inputs).double(), torch.zeros(inputs).double()
        for layer in network:
            if isinstance(layer, Linear):
                weight, bias = layer.weight @ weight, layer.weight @ bias + layer.bias
        flat = samples @ weight.T + bias
    return {
        "distance from Wx + b": ((deep - flat).abs().max() / deep.abs().max()).item(),
        "rank of W": torch.linalg.matrix_rank(weight).item(),
        "operations": 2 * sum(widths),
    }


def judge(found: Found) -> list[Check]:
    """Eight layers and the one layer Wx + b give the same outputs."""
    # derived: machine epsilon times the products on the way to one output, through the layers and through W
    bound = sys.float_info.epsilon * found["operations"]
    return [at_most("distance from Wx + b, relative", found["distance from Wx + b"], bound)]
