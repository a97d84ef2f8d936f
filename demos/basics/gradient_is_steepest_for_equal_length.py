"""Of all small steps of equal Euclidean length, the one along −g lowers a network's loss most.

To first order a step s changes the loss by g·s, which is −‖g‖‖s‖ at least, and that only along −g.  Where steps are
equal in their largest entry instead, g·s is lowest for −sign(g), which moves every weight equally far.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, exactly

CASE = {"equal": "Euclidean length"}
CONTROLS = {"largest entry": {"equal": "largest entry"}}


def measure(equal: str, seed: int, step: float = 1e-4, rivals: int = 300, width: int = 8) -> dict[str, float]:
    """Fall of the loss along −g, and how many lower it more of −sign(g), random directions, and ones close to −g."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(64, rng=rng)
    inputs = inputs.double()
    with lab.seeded(seed):
        net = lab.mlp([20, width, 2], torch.nn.Tanh).double()
    shapes = {name: parameter.detach() for name, parameter in net.named_parameters()}
    start = torch.cat([parameter.flatten() for parameter in shapes.values()])

    def loss(flat: Tensor) -> Tensor:
        parts = flat.split([parameter.numel() for parameter in shapes.values()])
        weights = {name: part.view_as(shapes[name]) for name, part in zip(shapes, parts, strict=True)}
        return cross_entropy(torch.func.functional_call(net, weights, (inputs,)), labels)

    gradient = torch.func.grad(loss)(start)
    random = torch.randn(rivals, start.numel(), generator=rng, dtype=torch.float64)
    near = 0.1 * gradient.norm() * random / random.norm(dim=1, keepdim=True) - gradient  # some 6° away from −g
    directions = torch.cat([-gradient[None], -gradient.sign()[None], random, near])
    order = 2 if equal == "Euclidean length" else torch.inf
    steps = step * directions / torch.linalg.vector_norm(directions, order, dim=1, keepdim=True)
    fall = loss(start) - torch.vmap(loss)(start + steps)
    return {
        "fall along −g": float(fall[0]),
        "rivals that fall more": int((fall[1:] > fall[0]).sum()),
        "fall along −sign(g) ÷ along −g": float(fall[1] / fall[0]),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: far above the rounding of a loss of order one
        at_least("fall of the loss along −g", found["fall along −g"], 1e-10, guard=True),
        exactly("rivals that lower the loss more", found["rivals that fall more"], 0),
    ]
