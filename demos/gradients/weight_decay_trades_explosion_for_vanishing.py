"""A decay of 0.1 slows the growth of an RNN's recurrent weights and makes its gradient over 50 steps vanish.

Going back one step multiplies the gradient by Wᵀ and by tanh′ ≤ 1.  Training on short memories lets ‖W‖ grow; a decay
of rate × λ an update pulls against it.  Smaller W cannot explode as easily, and carries less over many steps.
"""

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"decay": 0.1}
CONTROLS = {"no decay": {"decay": 0.0}}


def measure(
    decay: float, seed: int, gain: float = 1.0, updates: int = 150, rate: float = 0.05, steps: int = 50
) -> dict[str, float | Series]:
    """‖W‖ (largest singular value) while an RNN learns to add up five inputs; gradient left over `steps` steps."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net, readout = nn.RNN(1, 32), nn.Linear(32, 1)
        nn.init.orthogonal_(net.weight_hh_l0, gain=gain)
    parameters = [*net.parameters(), *readout.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=rate, weight_decay=decay)
    norms, losses = [gain], []
    for update in range(updates):
        inputs = 2 * torch.rand(10, 32, 1, generator=rng) - 1
        loss = mse_loss(readout(net(inputs)[0][-1]), inputs[-5:].sum(0))
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        losses.append(float(loss.detach()) / (5 / 3))  # 5/3: the variance of the sum
        if update % 10 == 9:
            norms.append(float(torch.linalg.matrix_norm(net.weight_hh_l0.detach(), 2)))
    start = torch.zeros(1, 8, 32, requires_grad=True)
    states, _ = net(2 * torch.rand(steps, 8, 1, generator=rng) - 1, start)
    direction = torch.randn(8, 32, generator=rng)
    (gradient,) = torch.autograd.grad((states[-1] * direction).sum(), start)
    return {
        "‖W‖ by update": Series(norms, "update", x=tuple(range(0, updates + 1, 10))),
        "‖W‖ after training": norms[-1],
        "last losses": sum(losses[-10:]) / 10,
        "gradient left": float(gradient.norm() / direction.norm()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: a constant guess has 1, less five standard errors of 320 squares
        at_most("loss ÷ that of a constant guess", found["last losses"], 0.63, guard=True),
        # separating: worst case 1.16, best control 1.27 on seeds 1000 to 1029
        at_most("‖W‖ after training", found["‖W‖ after training"], 1.21),
        # separating: worst case 3e-8, best control 0.006 on seeds 1000 to 1029
        at_most("gradient, first ÷ last state", found["gradient left"], 1e-5),
    ]
