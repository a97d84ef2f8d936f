"""From zero weights SGD never leaves the saddle of a two-layer tanh network without biases, for all its noise.

With both layers 0 each gradient is a product with a factor 0, for every mini-batch: noise that is 0 as well.
It takes weights other than 0 to get away, but a millionth will do: what is off the ridge grows step by step,
and then the loss falls as it should.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close, exactly

CASE = {"scale": 0.0}
CONTROL = {"scale": 1e-6}


def measure(scale: float, seed: int, hidden: int = 8, batch: int = 16, steps: int = 200) -> dict[str, float | Series]:
    """SGD on a two-layer tanh network: largest weight at the end, loss in units of the loss at zero weights."""
    rng = lab.generator(seed)
    inputs = torch.randn(500, 5, generator=rng, dtype=torch.float64)
    targets = torch.tanh(inputs @ torch.randn(5, 1, generator=rng, dtype=torch.float64))
    lower = (scale * torch.randn(5, hidden, generator=rng, dtype=torch.float64)).requires_grad_()
    upper = (scale * torch.randn(hidden, 1, generator=rng, dtype=torch.float64)).requires_grad_()
    sgd = torch.optim.SGD([lower, upper], lr=0.2)
    losses = []
    for _ in range(steps):
        picked = torch.randint(0, len(inputs), (batch,), generator=rng)
        errors = torch.tanh(inputs @ lower) @ upper - targets
        losses.append((errors.square().mean() / targets.square().mean()).item())
        sgd.zero_grad()
        errors[picked].square().mean().backward()
        sgd.step()
    largest = max(weight.abs().max().item() for weight in (lower, upper))
    return {
        "loss": Series(losses, axis="step"),
        "first loss": losses[0],
        "last / first loss": losses[-1] / losses[0],
        "largest weight": largest,
    }


def judge(found: Found) -> list[Check]:
    """Both start from a loss as if all outputs were 0; one of them for ever."""
    return [
        # derived: outputs of the order of 1e-12 change it by no more than that
        close("first loss / loss of outputs 0", found["first loss"], 1, abs=1e-9, guard=True),
        exactly("largest weight at the end", found["largest weight"], 0),
        exactly("last / first loss", found["last / first loss"], 1),
    ]
