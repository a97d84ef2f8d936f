"""Backpropagation through time by hand gives autograd's gradients of a tanh RNN's W, U, b and h_0.

A step is h_t = tanh(W·x_t + U·h_(t−1) + b), and each has a loss of its own, here ½‖h_t − y_t‖².  h_t acts on
that loss and on the next step: ∂L/∂h_t = (h_t − y_t) + Uᵀ·δ_(t+1), where δ_t = ∂L/∂h_t ⊙ (1 − h_t²).  As all
steps share W, U and b, their contributions are added up.  Each control leaves one piece out.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, between

CASE = {"left_out": "nothing"}
CONTROLS = {
    "no Uᵀ·δ": {"left_out": "way back through time"},
    "no earlier losses": {"left_out": "losses before the last"},
    "last step only": {"left_out": "contributions before the last"},
    "no tanh′": {"left_out": "slope of tanh"},
}

LARGEST = 12  # steps, inputs and units that a seed may draw
EPSILON = torch.finfo(torch.float64).eps
# derived: machine epsilon for each multiplication and addition behind a gradient, forward and back
ROUNDING = EPSILON * LARGEST * 2 * (4 * LARGEST + 6)


def measure(left_out: str, seed: int, batch: int = 5) -> dict[str, float]:
    """Distance of the gradients by hand from autograd's, relative to the latter's length; mean tanh′."""
    rng = lab.generator(seed)
    steps, inputs, width = (int(size) for size in torch.randint(3, LARGEST + 1, (3,), generator=rng))
    with lab.seeded(seed):
        rnn = nn.RNN(inputs, width, dtype=torch.float64)
    x = torch.randn(steps, batch, inputs, generator=rng, dtype=torch.float64)
    y = torch.randn(steps, batch, width, generator=rng, dtype=torch.float64)
    start = torch.randn(1, batch, width, generator=rng, dtype=torch.float64).requires_grad_()
    h, _ = rnn(x, start)
    parameters = {"W": rnn.weight_ih_l0, "U": rnn.weight_hh_l0, "b": rnn.bias_ih_l0, "h_0": start}
    by_autograd = torch.autograd.grad((h - y).square().sum() / 2, list(parameters.values()))
    by_hand = backward(x, y, torch.cat([start, h]).detach(), rnn.weight_hh_l0.detach(), left_out)
    found = {
        f"∂L/∂{name}, off": float((hand - auto).norm() / auto.norm())
        for name, hand, auto in zip(parameters, by_hand, by_autograd, strict=True)
    }
    return {**found, "mean tanh′": float(1 - h.detach().square().mean())}


def backward(x: Tensor, y: Tensor, h: Tensor, u: Tensor, left_out: str) -> tuple[Tensor, ...]:
    """Gradients of W, U, b and h_0; `h` holds the states of the steps 0 to T."""
    w_grad, u_grad, b_grad = x.new_zeros(len(u), x.shape[2]), torch.zeros_like(u), x.new_zeros(len(u))
    from_next = torch.zeros_like(h[0])
    for t in range(len(x), 0, -1):  # x[t − 1] and y[t − 1] belong to step t, as h[t] does
        is_last = t == len(x)
        own = h[t] - y[t - 1]
        if left_out == "losses before the last" and not is_last:
            own = torch.zeros_like(own)
        delta = own + from_next
        if left_out != "slope of tanh":
            delta = delta * (1 - h[t].square())
        if is_last or left_out != "contributions before the last":
            w_grad += delta.T @ x[t - 1]
            u_grad += delta.T @ h[t - 1]
            b_grad += delta.sum(dim=0)
        from_next = delta @ u  # Uᵀ·δ for each sequence of the batch
        if left_out == "way back through time" and t > 1:
            from_next = torch.zeros_like(from_next)
    return w_grad, u_grad, b_grad, from_next


def judge(found: Found) -> list[Check]:
    checks = [
        at_most(f"∂L/∂{name}, by hand − autograd", found[f"∂L/∂{name}, off"], ROUNDING)
        for name in ("W", "U", "b", "h_0")
    ]
    # with slopes of 1 a formula without them would do as well
    return [*checks, between("mean tanh′", found["mean tanh′"], 0.2, 0.95, guard=True)]
