"""PyTorch's GRU, forward and backward by hand, gives nn.GRU's states and autograd's gradients.

n = tanh(W_n·x + b_n + r⊙q) with q = U_n·h + b′_n, and h′ = (1−z)⊙n + z⊙h.  Back from dh′ = ∂L/∂h′, with δ for
the gradient of a pre-activation: δ_n = dh′⊙(1−z)⊙(1−n²), δ_z = dh′⊙(h−n)⊙z⊙(1−z), δ_r = δ_n⊙q⊙r⊙(1−r).  All
paths to h add up: dh = dh′⊙z + U_nᵀ·(r⊙δ_n) + U_zᵀ·δ_z + U_rᵀ·δ_r.  Each control makes one slip.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"slip": "none"}
CONTROLS = {
    "z takes the new": {"slip": "z multiplies the candidate"},  # in the forward pass, as in Chung et al. 2014
    "no dh′⊙z": {"slip": "direct path left out"},
    "r forgotten": {"slip": "reset gate open on the way back"},
    "δ_z without n": {"slip": "update gate compared with nothing"},
    "gates as constants": {"slip": "gates hand nothing back"},
}

Stored = list[tuple[Tensor, ...]]  # r, z, n, q of every step
GRADIENTS = ("W", "U", "b", "b′", "h_0")
LARGEST = 10  # steps, inputs and units that a seed may draw
EPSILON = torch.finfo(torch.float64).eps
# derived: machine epsilon for each operation behind a state or a gradient, forward and back
ROUNDING = EPSILON * LARGEST * 2 * (6 * LARGEST + 20)


def measure(slip: str, seed: int, batch: int = 5) -> dict[str, float]:
    """Distance of states and gradients by hand from PyTorch's, relative to their length."""
    rng = lab.generator(seed)
    steps, inputs, width = (int(size) for size in torch.randint(4, LARGEST + 1, (3,), generator=rng))
    with lab.seeded(seed):
        gru = nn.GRU(inputs, width, dtype=torch.float64)
    x = torch.randn(steps, batch, inputs, generator=rng, dtype=torch.float64)
    y = torch.randn(steps, batch, width, generator=rng, dtype=torch.float64)
    start = torch.randn(1, batch, width, generator=rng, dtype=torch.float64).requires_grad_()
    states, _ = gru(x, start)
    wanted = (gru.weight_ih_l0, gru.weight_hh_l0, gru.bias_ih_l0, gru.bias_hh_l0, start)
    by_autograd = torch.autograd.grad((states - y).square().sum() / 2, wanted)
    with torch.no_grad():
        h, stored = forward(gru, x, start[0], slip)
        by_hand = backward((x, y, h), stored, gru.weight_hh_l0, slip)
    found = {
        f"∂L/∂{name}, off": float((hand - auto).norm() / auto.norm())
        for name, hand, auto in zip(GRADIENTS, by_hand, by_autograd, strict=True)
    }
    return {**found, "states, off": float((h[1:] - states.detach()).norm() / h[1:].norm())}


def forward(gru: nn.GRU, x: Tensor, h: Tensor, slip: str) -> tuple[Tensor, Stored]:
    """States of the steps 0 to T, and what the steps 1 to T store."""
    states, stored = [h], []
    for now in x:
        for_r, for_z, for_n = (now @ gru.weight_ih_l0.T + gru.bias_ih_l0).chunk(3, dim=1)  # PyTorch's order
        from_r, from_z, q = (h @ gru.weight_hh_l0.T + gru.bias_hh_l0).chunk(3, dim=1)
        r, z = (for_r + from_r).sigmoid(), (for_z + from_z).sigmoid()
        n = (for_n + r * q).tanh()
        h = (1 - z) * h + z * n if slip == "z multiplies the candidate" else (1 - z) * n + z * h
        states, stored = [*states, h], [*stored, (r, z, n, q)]
    return torch.stack(states), stored


def backward(known: tuple[Tensor, ...], stored: Stored, u: Tensor, slip: str) -> tuple[Tensor, ...]:
    """Gradients of W, U, b, b′ and h_0."""
    x, y, h = known
    u_r, u_z, u_n = u.chunk(3)
    from_next, deltas, inner_deltas = torch.zeros_like(h[0]), [], []
    for t in range(len(x), 0, -1):  # x[t − 1], y[t − 1] and stored[t − 1] belong to step t, as h[t] does
        r, z, n, q = stored[t - 1]
        dh = h[t] - y[t - 1] + from_next
        delta_n = dh * (1 - z) * (1 - n.square())
        delta_z = dh * (h[t - 1] - (0 if slip == "update gate compared with nothing" else n)) * z * (1 - z)
        delta_r = delta_n * q * r * (1 - r)
        inner = delta_n * (1 if slip == "reset gate open on the way back" else r)  # the gradient of q
        by_gates = 0 if slip == "gates hand nothing back" else delta_z @ u_z + delta_r @ u_r
        from_next = dh * (0 if slip == "direct path left out" else z) + inner @ u_n + by_gates
        deltas.insert(0, torch.cat([delta_r, delta_z, delta_n], dim=1))
        inner_deltas.insert(0, torch.cat([delta_r, delta_z, inner], dim=1))
    outer, inner = torch.cat(deltas).T, torch.cat(inner_deltas).T
    return outer @ x.flatten(0, 1), inner @ h[:-1].flatten(0, 1), outer.sum(1), inner.sum(1), from_next


def judge(found: Found) -> list[Check]:
    off = {"states, by hand − nn.GRU": found["states, off"]}
    off |= {f"∂L/∂{name}, by hand − autograd": found[f"∂L/∂{name}, off"] for name in GRADIENTS}
    return [at_most(name, value, ROUNDING) for name, value in off.items()]
