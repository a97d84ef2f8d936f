"""Decays of 0.0001, 0.01 and 1 do not save an RNN whose gradient explodes from the first update; clipping does.

Decay takes rate × λ of each weight an update, 0.25 % at λ = 0.01, and is no part of the loss gradient.  That explodes
at the first update, at the weights of the start, and throws them further up.  Even λ = 1, a quarter of all weights an
update, comes too late here.
"""

import math

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"remedy": ("clipping", 1.0)}
CONTROLS = {
    "λ = 0.0001": {"remedy": ("weight decay", 0.0001)},
    "λ = 0.01": {"remedy": ("weight decay", 0.01)},
    "λ = 1": {"remedy": ("weight decay", 1.0)},
}

RATE, BATCH, WIDTH = 0.25, 32, 32


def measure(
    remedy: tuple[str, float], seed: int, gain: float = 1.6, length: int = 20, updates: int = 100
) -> dict[str, float | Series]:
    """Loss ÷ that of a constant guess, and explosion of the first gradient; the net adds up the last five inputs."""
    kind, strength = remedy
    threshold, decay = (strength, 0.0) if kind == "clipping" else (torch.inf, strength)
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net, readout = nn.RNN(1, WIDTH, bias=False), nn.Linear(WIDTH, 1)
        nn.init.orthogonal_(net.weight_hh_l0, gain=gain)
    start = torch.zeros(1, BATCH, WIDTH, requires_grad=True)
    parameters = [*net.parameters(), *readout.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=RATE, weight_decay=decay)
    losses, explosion = [], 0.0
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
        clip_grad_norm_(parameters, threshold)
        optimizer.step()
    return {
        "loss by update": Series([min(loss, 1e9) for loss in losses], "update (shown up to 1e9)", "log"),
        "explosion": explosion,
        "last losses": sum(losses[-10:]) / 10,
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: above 1 it grows on its way back.  Before the first update, so the same for every λ
        at_least("gradient, first ÷ last state", found["explosion"], 1.0, guard=True),
        # derived: a constant guess has 1, less five standard errors of 320 squares
        at_most("loss ÷ that of a constant guess", found["last losses"], 0.63, may_diverge=True),
    ]
