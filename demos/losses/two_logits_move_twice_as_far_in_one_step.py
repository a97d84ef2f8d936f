"""One SGD step moves the logit difference of a two-class softmax by 2η(1 − p)‖x‖², twice a sigmoid's step.

Let p be the probability of the true class.  A sigmoid has one weight vector, which moves by η(1 − p)x.  A
softmax has two: its gradient at the logits is p − y, so the true class's vector moves by η(1 − p)x and the
other's by as much the other way.  The difference of the logits feels both.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, close

CASE = {"logits": 2}  # softmax
CONTROL = {"logits": 1}  # sigmoid


def measure(
    logits: int, seed: int, probability: float = 0.75, norm: float = 2.0, rate: float = 0.1
) -> dict[str, float]:
    """How far one step on one example moves z₁ − z₂ (z, where there is one logit); no bias."""
    rng = lab.generator(seed)
    width = int(torch.randint(5, 50, (), generator=rng))
    x = torch.randn(width, generator=rng, dtype=torch.float64)
    x *= norm / x.norm()
    weights = torch.randn(logits, width, generator=rng, dtype=torch.float64)
    # Shift the first row along x, so that the first class, the true one, has the wanted probability.
    wanted = torch.logit(torch.tensor(probability, dtype=torch.float64))
    weights[0] += (wanted - difference(weights @ x)) * x / x.dot(x)
    before = difference(weights @ x)
    size = float(weights.norm()) * norm  # of the terms that the logits sum

    weights.requires_grad_()
    if logits == 2:
        loss = cross_entropy((weights @ x)[None], torch.tensor([0]))
    else:
        loss = binary_cross_entropy_with_logits(weights @ x, torch.ones(1, dtype=torch.float64))
    loss.backward()
    torch.optim.SGD([weights], lr=rate).step()

    movement = float(difference((weights @ x).detach()) - before)
    return {
        "rounding": sys.float_info.epsilon * 8 * width * size / movement,
        "probability before / wanted": float(torch.sigmoid(before)) / probability,
        "movement": movement,
        "movement / 2η(1 − p)‖x‖²": movement / (2 * rate * (1 - probability) * norm**2),
    }


def difference(z: Tensor) -> Tensor:
    return z[0] - z[1] if len(z) == 2 else z[0]


def judge(found: Found) -> list[Check]:
    rounding = found["rounding"]  # derived: machine epsilon times the operations, relative to the movement
    before = found["probability before / wanted"]
    return [
        close("probability before / wanted", before, 1, abs=rounding, guard=True),
        close("movement / 2η(1 − p)‖x‖²", found["movement / 2η(1 − p)‖x‖²"], 1, abs=rounding),
    ]
