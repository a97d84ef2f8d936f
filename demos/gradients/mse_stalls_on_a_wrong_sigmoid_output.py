"""From a logit of −10, 100 steps of SGD at rate 0.5 find no positive under MSE: its gradient carries σ′(z).

With L = (p − y)² and p = σ(z) the chain rule gives ∂L/∂z = 2(p − y)·σ′(z), and σ′(z) = p(1 − p) < e^−|z|:
the surer the output, right or wrong, the smaller its gradient.  Cross-entropy gives p − y, because its log
undoes the exp in σ: the worse the error, the harder it pulls.
"""

import math

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"loss": "squared error"}
CONTROL = {"loss": "cross-entropy"}


def measure(
    loss: str, seed: int, logit: float = -10.0, steps: int = 100, rate: float = 0.5
) -> dict[str, float | Series]:
    """|∂L/∂z| of an example of class 1 (dimensionless), and the share of class 1 that is found, by step."""
    inputs, labels = lab.teacher(256, rng=lab.generator(seed))
    targets = labels[:, None].float()
    with lab.seeded(seed):
        net = lab.mlp([inputs.shape[1], 32, 1], init=lab.he)
    with torch.no_grad():  # every example starts at exactly this logit: class 0 right, class 1 badly wrong
        net[-1].weight.zero_()
        net[-1].bias.fill_(logit)
    descent = torch.optim.SGD(net.parameters(), lr=rate)
    gradients, shares = [], []
    for _ in range(steps):
        logits = net(inputs)
        logits.retain_grad()
        if loss == "squared error":
            losses = (torch.sigmoid(logits) - targets).square()
        else:
            losses = binary_cross_entropy_with_logits(logits, targets, reduction="none")
        descent.zero_grad()
        losses.mean().backward()
        gradients.append(len(inputs) * float(logits.grad[labels == 1].abs().max()))
        shares.append(float((logits[labels == 1] > 0).float().mean()))
        descent.step()
    return {
        "logit": logit,
        "gradient at a wrong example": gradients[0],
        "class 1 found at the start": shares[0],
        "class 1 found after training": shares[-1],
        "class 1 found": Series(shares, axis="step"),
    }


def judge(found: Found) -> list[Check]:
    ceiling = 2 * math.exp(-abs(found["logit"]))  # derived: 2(1 − p)·σ′(z) = 2(1 − p)²·p, and p < e^z
    return [
        exactly("class 1 found at the start", found["class 1 found at the start"], 0.0, guard=True),
        at_most("gradient at a wrong example", found["gradient at a wrong example"], ceiling),
        # derived: 100 steps of 0.5 times that gradient, over some 30 active units, move z by a few tenths at most
        exactly("class 1 found after training", found["class 1 found after training"], 0.0),
    ]
