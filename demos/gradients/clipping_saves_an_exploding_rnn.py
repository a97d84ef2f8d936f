"""Clipping by norm holds each step of an exploding RNN to rate × c, and it learns; without it the loss explodes.

Over 20 steps the gradient grows with the recurrent weights, here 1.6 times an orthogonal matrix.  A step is rate ×
gradient: one long one throws the weights to where the next gradient is longer still.  A clipped step cannot be
longer than rate × c, however long the gradient.
"""

import math

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_, parameters_to_vector

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"clip": True}
CONTROLS = {"no clipping": {"clip": False}}

RATE, THRESHOLD, BATCH = 0.25, 1.0, 32


def measure(
    clip: bool, seed: int, gain: float = 1.6, length: int = 20, updates: int = 100, width: int = 32
) -> dict[str, float | Series]:
    """Loss ÷ that of a constant guess, longest step, and explosion; the net adds up the last five inputs."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net, readout = nn.RNN(1, width, bias=False), nn.Linear(width, 1)
        nn.init.orthogonal_(net.weight_hh_l0, gain=gain)
    start = torch.zeros(1, BATCH, width, requires_grad=True)
    parameters = [*net.parameters(), *readout.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=RATE)
    losses, longest, explosion = [], 0.0, 0.0
    for update in range(updates):
        inputs = 2 * torch.rand(length, BATCH, 1, generator=rng) - 1
        last = net(inputs, start)[0][-1]
        loss = mse_loss(readout(last), inputs[-5:].sum(0))
        if not loss.isfinite():  # lost for good
            losses += [math.inf] * (updates - update)
            break
        losses.append(float(loss.detach()) / (5 / 3))  # the variance of a sum of five from (−1, 1)
        last.retain_grad()
        optimizer.zero_grad()
        loss.backward()
        if update == 0:
            explosion = float(start.grad.norm() / last.grad.norm())
        clip_grad_norm_(parameters, THRESHOLD if clip else torch.inf)
        before = parameters_to_vector(parameters).detach()
        optimizer.step()
        longest = max(longest, float((parameters_to_vector(parameters).detach() - before).norm()))
    return {
        "loss by update": Series([min(loss, 1e9) for loss in losses], "update (shown up to 1e9)", "log"),
        "explosion": explosion,
        "longest step": longest / (RATE * THRESHOLD),
        "last losses": sum(losses[-10:]) / 10,
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: above 1 it grows on its way back.  Before the first update, so the same with clipping and without
        at_least("gradient, first ÷ last state", found["explosion"], 1.0, guard=True),
        # derived: 1, and float32's rounding of some thousand weights, of size 1e-7 each against a step of 0.25
        at_most("longest step ÷ (rate × c)", found["longest step"], 1 + 1e-4, may_diverge=True),
        # derived: a constant guess has 1, less five standard errors of 320 squares
        at_most("loss ÷ that of a constant guess", found["last losses"], 0.63, may_diverge=True),
    ]
