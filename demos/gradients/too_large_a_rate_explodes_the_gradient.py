"""From a He start, descent at rate 1 explodes a 4-layer ReLU net's gradient in 10 steps, at rate 0.01 it does not.

A step that overshoots the valley by more than the distance to its floor lands higher up on the other side,
where the slope is steeper, and the next one overshoots by more.  The weights are driven up by that, and in a
deep net the gradient is a product of them.  The start has no part in it: both rates begin at the same weights
and gradient.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, between

CASE = {"rate": 1.0}
CONTROL = {"rate": 0.01}


def measure(rate: float, seed: int, steps: int = 10, layers: int = 4, networks: int = 16) -> dict[str, float | Series]:
    """Gradient norm of squared error by step, ÷ that of the first, and the output at the start (medians)."""
    rng = lab.generator(seed)
    inputs = torch.randn(64, 32, generator=rng, dtype=torch.float64)
    targets = torch.randn(64, 1, generator=rng, dtype=torch.float64)
    start = lab.batched_mlp(networks, [32] * layers + [1], rng=rng)  # He
    parameters = [one.detach().double().requires_grad_() for one in start]
    norms, through = [], 0.0
    for step in range(steps):
        outputs = lab.batched_forward(parameters, inputs)
        if step == 0:
            through = float(outputs.detach().square().mean(dim=(1, 2)).median().sqrt())
        losses = (outputs - targets).square().mean(dim=(1, 2))
        gradients = torch.autograd.grad(losses.sum(), parameters)
        norms.append(sum(one.square().sum(dim=(1, 2)) for one in gradients).sqrt())
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.sub_(rate * gradient)
    growth = torch.stack(norms) / norms[0]
    # A network that has left the range of float64 stays out of it.
    growth = growth.nan_to_num(nan=torch.inf).cummax(dim=0).values.clamp(max=1e300)
    by_step = growth.median(dim=1).values
    return {
        "output at the start": through,
        "gradient, largest / first": float(by_step[-1]),
        "largest gradient so far / first": Series(by_step.tolist(), axis="step", scale="log"),
    }


def judge(found: Found) -> list[Check]:
    """The gradient is not large because the weights were: they began at a size that keeps the signal."""
    return [
        # derived: √2 on average, as He's weights keep the mean square; a factor of 3 for the scatter of nets
        between("output at the start, rms", found["output at the start"], 0.47, 4.2, guard=True),
        # separating: the case overflows, the control stays at 1 on seeds 1000 to 1029; far above any drift
        at_least("gradient, largest / first", found["gradient, largest / first"], 1e6),
    ]
