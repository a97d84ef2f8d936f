"""With lengths spread evenly over 1 to T, batch norm's mean at step T is √T times as noisy as at step 1.

Step t exists in the sequences that are at least t long, a share 1 − (t − 1)/T of the batch.  A mean over fewer
values is noisier, by the root of the ratio.  Layer norm takes its mean within a step and needs no other sequence.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"lengths": "varying"}
CONTROL = {"lengths": "equal"}

CHANNELS = 2000


def measure(lengths: str, seed: int, steps: int = 16, batch: int = 128) -> dict[str, float | Series]:
    """Root mean square error of batch norm's mean at each time step, in standard deviations of the inputs."""
    rng = lab.generator(seed)
    order = torch.arange(batch) % steps + 1  # lengths 1 to T, equally often
    length = order if lengths == "varying" else torch.full((batch,), steps)
    errors = []
    for step in range(1, steps + 1):
        layer = nn.BatchNorm1d(CHANNELS, momentum=None)  # None: running_mean is the mean of this one batch
        alive = int((length >= step).sum())
        layer(torch.randn(alive, CHANNELS, generator=rng))
        errors.append(float(layer.running_mean.square().mean().sqrt()))
    return {
        "steps": steps,
        "batch": batch,
        "first": errors[0],
        "last / first": errors[-1] / errors[0],
        "error of the mean": Series(tuple(errors), axis="time step"),
    }


def judge(found: Found) -> list[Check]:
    """All sequences have a first step, one in T a last one: the error grows by √T."""
    # derived: five standard errors of a root mean square over CHANNELS means (1.6 %), or of a ratio of two
    return [
        close("error at step 1, in std", found["first"], found["batch"] ** -0.5, rel=0.08, guard=True),
        close("error at the last / first step", found["last / first"], found["steps"] ** 0.5, rel=0.112),
    ]
