"""Below a sign activation the gradient is exactly 0, and backpropagation never moves a weight there.

The chain rule multiplies by the slope of the activation, and the sign function is level on both sides of its
jump.  The layer above still learns, from features that stay as they were drawn.  tanh has a slope in the same
place, and a straight-through estimate puts one there: sign on the way forward, a slope of 1 on the way back.
"""

import torch
from torch import Tensor
from torch.nn.functional import softplus

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"hidden": "sign"}
CONTROLS = {"tanh": {"hidden": "tanh"}, "straight-through": {"hidden": "straight-through"}}


def straight_through(z: Tensor) -> Tensor:
    """sign(z), with the gradient of z cut off at −1 and 1."""
    surrogate = z.clamp(-1, 1)
    return surrogate + (torch.sign(z) - surrogate).detach()


ACTIVATION = {"sign": torch.sign, "tanh": torch.tanh, "straight-through": straight_through}


def measure(hidden: str, seed: int, width: int = 16, samples: int = 200, steps: int = 50) -> dict[str, float]:
    """Gradient descent on two layers: gradient of the lower one, how far it moves, and how the loss falls."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, 10, generator=rng)
    signs = (inputs @ torch.randn(10, generator=rng)).sign()
    parameters = lab.batched_mlp(1, [10, width, 1], rng=rng)
    lower = parameters[:2]
    start = [parameter.detach().clone() for parameter in lower]
    descent = torch.optim.SGD(parameters, lr=0.1)
    losses, gradients = [], []
    for _ in range(steps):
        outputs = lab.batched_forward(parameters, inputs, ACTIVATION[hidden])[0, :, 0]
        loss = softplus(-signs * outputs).mean()
        descent.zero_grad()
        loss.backward()
        losses.append(loss.item())
        gradients.append(max(float(parameter.grad.abs().max()) for parameter in lower))
        descent.step()
    moved = max((now - then).abs().max().item() for now, then in zip(lower, start, strict=True))
    return {"largest gradient": max(gradients), "moved": moved, "last / first loss": losses[-1] / losses[0]}


def judge(found: Found) -> list[Check]:
    """The upper layer learns in all arms; under sign it is the only one."""
    return [
        # derived: below 1 the loss has fallen
        at_most("last / first loss", found["last / first loss"], 0.95, guard=True),
        exactly("largest gradient of the lower layer", found["largest gradient"], 0),
        exactly("largest change of a lower weight", found["moved"], 0),
    ]
