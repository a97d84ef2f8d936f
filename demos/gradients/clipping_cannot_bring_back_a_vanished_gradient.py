"""An RNN whose gradient vanishes trains bit for bit the same with clipping as without, and as blind to its start.

Clipping multiplies the whole gradient by min(1, c/‖g‖).  Below the threshold c that is 1, and it can never be more:
what has shrunk on its way back stays as small as it was.  Only an explosion takes ‖g‖ above c.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_, parameters_to_vector

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"recurrent_weights": "as PyTorch draws them"}
CONTROLS = {"exploding": {"recurrent_weights": "five times as large"}}

# derived: what is smaller than float32's epsilon is rounded away when the gradients of all steps are summed
VANISHED = torch.finfo(torch.float32).eps


def measure(
    recurrent_weights: str, seed: int, length: int = 50, updates: int = 5, width: int = 32, threshold: float = 1.0
) -> dict[str, float]:
    """Weights that clipping changed, after some updates of SGD; gradient at the first state ÷ that at the last."""
    rng = lab.generator(seed)
    inputs = torch.randn(length, 8, 4, generator=rng)
    targets = torch.randn(8, width, generator=rng)
    with lab.seeded(seed):
        net = nn.RNN(4, width)
    if recurrent_weights == "five times as large":
        net.weight_hh_l0.detach().mul_(5)
    first = parameters_to_vector(net.parameters()).detach()
    clipped, left = _trained(net, inputs, targets, updates, threshold)
    nn.utils.vector_to_parameters(first.clone(), net.parameters())
    plain, _ = _trained(net, inputs, targets, updates, torch.inf)
    return {
        "weights moved": float((plain != first).double().mean()),
        "weights changed": int((clipped != plain).sum()),
        "gradient left": left,
    }


def _trained(net: nn.RNN, inputs: Tensor, targets: Tensor, updates: int, threshold: float) -> tuple[Tensor, float]:
    """The weights after the updates, and at the last one the gradient at the first state ÷ that at the last."""
    start = nn.Parameter(torch.zeros(1, *targets.shape))  # learnt as well: it has the gradient that vanishes
    parameters = [*net.parameters(), start]
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    for _ in range(updates):
        last = net(inputs, start)[0][-1]
        last.retain_grad()
        optimizer.zero_grad()
        mse_loss(last, targets).backward()
        left = float(start.grad.norm() / last.grad.norm())
        clip_grad_norm_(parameters, threshold)
        optimizer.step()
    return parameters_to_vector(net.parameters()).detach(), left


def judge(found: Found) -> list[Check]:
    return [
        # every update moves nearly all weights: that nothing changes is not for want of training
        at_least("share of weights that moved", found["weights moved"], 0.9, guard=True),
        exactly("weights that clipping changed", found["weights changed"], 0),
        at_most("gradient, first ÷ last state", found["gradient left"], VANISHED),
    ]
