"""In a small ReLU network about half of the hidden outputs are exactly 0, at the start and when it has learned.

He's weights are symmetric about 0 and the biases start at 0, so that each z is as often negative as positive.
Training moves the share a little.  Sigmoid and tanh come close to a bound and to 0, but do not land on it.
"""

import math

import torch
from torch.nn.functional import cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, between, close

CASE = {"activation": "relu"}
CONTROLS = {"tanh": {"activation": "tanh"}, "sigmoid": {"activation": "sigmoid"}}


def measure(
    activation: str, seed: int, steps: int = 120, width: int = 64, networks: int = 4
) -> dict[str, float | Series]:
    """Share of hidden outputs that are exactly 0, by step of Adam; training loss at the end (nats)."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(200, rng=rng)
    function = getattr(torch, activation)
    parameters = lab.batched_mlp(networks, [20, width, width, 2], rng=rng)
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    shares = []
    for _ in range(steps):
        first = function(inputs @ parameters[0] + parameters[1])
        second = function(first @ parameters[2] + parameters[3])
        shares.append((torch.cat([first, second]) == 0).double().mean().item())
        logits = second @ parameters[4] + parameters[5]
        loss = cross_entropy(logits.flatten(0, 1), labels.repeat(networks))
        optimizer.zero_grad()
        (networks * loss).backward()
        optimizer.step()
    return {
        "zeros": Series(tuple(shares), axis="step"),
        "zeros at the start": shares[0],
        "zeros after": shares[-1],
        "loss after": loss.item(),
    }


def judge(found: Found) -> list[Check]:
    """Half are 0 at the start, not far from half after training, and with the other two none."""
    return [
        at_most("training loss, after", found["loss after"], math.log(2) / 4, guard=True),
        # statistical: the standard deviation over seeds 1000 to 1029 is 0.0074, and five of these are 0.037
        close("share of zeros, at the start", found["zeros at the start"], 0.5, abs=0.05),
        between("share of zeros, after training", found["zeros after"], 0.4, 0.6),  # what "about half" is to mean
    ]
