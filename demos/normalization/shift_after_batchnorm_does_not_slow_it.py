"""Where batch norm speeds up a sigmoid net, it still does if random shifts after it move inputs more than without it.

Batch norm fixes the mean and variance of every unit.  A random shift and scale, drawn anew for every unit
and step, undo just that (after Santurkar et al. 2018): were steady inputs the reason for the speed, it would
go with them.  All nets start at twice He's scale and have the same rate.  γ and β are left out, so batch norm
alone has no shift of the mean at all; the random scale has mean 1, so on average it amplifies nothing.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, binomial_bound

CASE = {"batch_norm": True, "noise": True}
CONTROLS = {
    "no noise": {"batch_norm": True, "noise": False},
    "no batch norm": {"batch_norm": False, "noise": True},
}

PAIRS = 32  # each pair has its own data; the two nets of a pair have their own weights
HALF = 0.347  # ½ ln 2: half the loss of a net that has learned nothing about two classes


def measure(
    batch_norm: bool, noise: bool, seed: int, depth: int = 4, width: int = 20, steps: int = 75, rate: float = 1.0
) -> dict[str, float | Series]:
    """Steps until the loss of a net has halved, and its shift, beside those of a plain net (no batch norm, no noise).

    Shift: how far the mean of a unit's input moves in one step, in standard deviations of that input.
    """
    rng = lab.generator(seed)
    data = [lab.teacher(32, rng=rng) for _ in range(PAIRS)]
    inputs, labels = (torch.stack(part) for part in zip(*data, strict=True))
    sizes = [20, *[width] * depth, 2]
    nets, plain = (lab.batched_mlp(PAIRS, sizes, rng=rng, gain=8.0) for _ in range(2))  # He's 2 stalls sigmoids

    def train(nets: list[Tensor], *, batch_norm: bool, noise: bool) -> tuple[Tensor, float]:
        """Losses (steps, nets) of full-batch gradient descent, and the mean shift over units, layers and steps."""
        losses, centres = [], []
        for _ in range(steps):
            signal = inputs.mT  # (nets, units, batch)
            for weight, bias in zip(nets[:-2:2], nets[1:-2:2], strict=True):
                signal = weight.mT @ signal + bias.mT
                if batch_norm:  # with all units of all nets as channels
                    channels = signal.flatten(0, 1)[None]
                    signal = nn.functional.batch_norm(channels, None, None, training=True).view(signal.shape)
                if noise:
                    scale = 0.75 + 0.5 * torch.rand(PAIRS, width, 1, generator=rng)
                    signal = scale * signal + 0.4 * torch.randn(PAIRS, width, 1, generator=rng)
                mean = signal.detach().mean(2, keepdim=True)
                centres.append(mean / (signal.detach() - mean).square().mean(2, keepdim=True).sqrt())
                signal = torch.sigmoid(signal)
            loss = nn.functional.cross_entropy(nets[-2].mT @ signal + nets[-1].mT, labels, reduction="none").mean(1)
            slopes = torch.autograd.grad(loss.sum(), nets)  # of the sum: each net gets the gradient of its own loss
            nets = [(one - rate * slope).detach().requires_grad_() for one, slope in zip(nets, slopes, strict=True)]
            losses.append(loss.detach())
        return torch.stack(losses), float(torch.stack(centres).view(steps, -1).diff(dim=0).abs().mean())

    losses, shift = train(nets, batch_norm=batch_norm, noise=noise)
    plain_losses, plain_shift = train(plain, batch_norm=False, noise=False)
    halved, plain_halved = ((each > HALF).cummin(0).values.sum(0) for each in (losses, plain_losses))
    return {
        "wins": int((halved < plain_halved).sum()),
        "steps": float(halved.median()),
        "steps of the plain nets": float(plain_halved.median()),
        "last step": steps - 1,
        "shift, times plain": shift / plain_shift,
        "loss while training": Series(tuple(losses.median(1).values.tolist()), axis="step", scale="log"),
    }


def judge(found: Found) -> list[Check]:
    """More shift than in plain nets, and yet fewer steps than theirs, more often than chance gives."""
    plain = found["steps of the plain nets"]  # a median within the run: at least half of them halve their loss
    return [
        at_most("steps of plain nets to half the loss", plain, found["last step"], guard=True),  # derived
        at_least("nets of 32 faster than a plain one", found["wins"], binomial_bound(PAIRS)),  # statistical
        at_least("shift, times that of plain nets", found["shift, times plain"], 1.0),  # derived: as in plain nets
    ]
