"""A maxout layer with k pieces has k times the parameters of a ReLU layer with as many inputs and outputs.

Each piece of each unit is a whole linear map of the inputs, with weights and a bias of its own; PReLU
adds one slope per unit to the linear map instead.  All three hand one number per unit to the next layer.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"layer": "maxout"}
CONTROLS = {"ReLU": {"layer": "ReLU"}, "PReLU": {"layer": "PReLU"}}


def measure(layer: str, seed: int, inputs: int = 50, outputs: int = 40, pieces: int = 3) -> dict[str, float]:
    """Parameters of the layer and of a linear layer of its size; numbers that it returns per sample."""
    with lab.seeded(seed):
        plain = nn.Linear(inputs, outputs)
        wide = nn.Linear(inputs, outputs * pieces)
        layers = {
            "maxout": nn.Sequential(wide, nn.MaxPool1d(pieces)),  # the largest of each unit's pieces
            "ReLU": nn.Sequential(plain, nn.ReLU()),
            "PReLU": nn.Sequential(plain, nn.PReLU(outputs)),
        }
        returned = layers[layer](torch.randn(7, inputs))
    return {
        "parameters": sum(one.numel() for one in layers[layer].parameters()),
        "parameters of a ReLU layer": sum(one.numel() for one in layers["ReLU"].parameters()),
        "numbers returned": returned.shape[1],
        "outputs": outputs,
        "pieces": pieces,
    }


def judge(found: Found) -> list[Check]:
    """Counted: k times the parameters, for the same number of outputs."""
    ratio = found["parameters"] / found["parameters of a ReLU layer"]
    return [
        exactly("numbers returned per sample", found["numbers returned"], found["outputs"], guard=True),
        exactly("parameters ÷ those of ReLU", ratio, found["pieces"]),
    ]
