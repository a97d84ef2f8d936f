"""An LSTM's backward pass, written out by hand, gives autograd's gradients of W, U, b, h_0 and c_0.

c_t = f_t⊙c_(t−1) + i_t⊙g_t and h_t = o_t⊙tanh(c_t).  So c_t acts on h_t and on c_(t+1): dc_t =
dc_(t+1)⊙f_(t+1) + dh_t⊙o_t⊙(1 − tanh²(c_t)).  h_t acts on its own loss and on the next step's four blocks:
dh_t = ∂L_t/∂h_t + Uᵀ·δ_(t+1), where δ stacks the gradients of the four pre-activations.  Each control makes
one slip.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"slip": "none"}
CONTROLS = {
    "no dc·f": {"slip": "cell hands nothing back"},
    "f_t for f_(t+1)": {"slip": "forget gate one step early"},
    "no tanh′(c)": {"slip": "cell read without its tanh"},
    "gates as constants": {"slip": "candidate alone hands back to h"},
}

LARGEST = 10  # steps, inputs and units that a seed may draw
EPSILON = torch.finfo(torch.float64).eps
# derived: machine epsilon for each operation behind a gradient, forward and back
ROUNDING = EPSILON * LARGEST * 2 * (8 * LARGEST + 20)


def measure(slip: str, seed: int, batch: int = 5) -> dict[str, float]:
    """Distance of gradients and states by hand from PyTorch's, relative to their length."""
    rng = lab.generator(seed)
    steps, inputs, width = (int(size) for size in torch.randint(4, LARGEST + 1, (3,), generator=rng))
    with lab.seeded(seed):
        lstm = nn.LSTM(inputs, width, dtype=torch.float64)
    x = torch.randn(steps, batch, inputs, generator=rng, dtype=torch.float64)
    y = torch.randn(steps, batch, width, generator=rng, dtype=torch.float64)
    start = torch.randn(2, 1, batch, width, generator=rng, dtype=torch.float64)
    h_0, c_0 = (one.clone().requires_grad_() for one in start)
    states, _ = lstm(x, (h_0, c_0))
    wanted = {"W": lstm.weight_ih_l0, "U": lstm.weight_hh_l0, "b": lstm.bias_ih_l0, "h_0": h_0, "c_0": c_0}
    by_autograd = torch.autograd.grad((states - y).square().sum() / 2, list(wanted.values()))
    with torch.no_grad():
        h, c, gates = forward(lstm, x, *start[:, 0])
        by_hand = backward((x, y, h, c, gates), lstm.weight_hh_l0, slip)
    found = {
        f"∂L/∂{name}, off": float((hand - auto).norm() / auto.norm())
        for name, hand, auto in zip(wanted, by_hand, by_autograd, strict=True)
    }
    return {**found, "states, off": float((h[1:] - states.detach()).norm() / h[1:].norm())}


def forward(lstm: nn.LSTM, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, ...]:
    """States and cells of the steps 0 to T, and i, f, g, o (in PyTorch's order) of the steps 1 to T."""
    hs, cs, gates = [h], [c], []
    for now in x:
        blocks = now @ lstm.weight_ih_l0.T + lstm.bias_ih_l0 + h @ lstm.weight_hh_l0.T + lstm.bias_hh_l0
        i, f, g, o = blocks.chunk(4, dim=1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * c + i * g
        h = o * c.tanh()
        hs, cs, gates = [*hs, h], [*cs, c], [*gates, torch.stack([i, f, g, o])]
    return torch.stack(hs), torch.stack(cs), torch.stack(gates)


def backward(stored: tuple[Tensor, ...], u: Tensor, slip: str) -> tuple[Tensor, ...]:
    """Gradients of W, U, b, h_0 and c_0."""
    x, y, h, c, gates = stored
    from_h, from_c = torch.zeros_like(h[0]), torch.zeros_like(c[0])  # what the next step hands back
    deltas = []
    for t in range(len(x), 0, -1):  # x[t − 1], y[t − 1], gates[t − 1], h[t] and c[t] belong to step t
        i, f, g, o = gates[t - 1]
        dh = h[t] - y[t - 1] + from_h
        dc = from_c + dh * o * (1 if slip == "cell read without its tanh" else 1 - c[t].tanh().square())
        di, df, dg, do = dc * g, dc * c[t - 1], dc * i, dh * c[t].tanh()
        delta = torch.cat([di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)], dim=1)
        deltas.insert(0, delta)
        from_h = delta @ u  # Uᵀ·δ for each sequence of the batch
        if slip == "candidate alone hands back to h":
            from_h = delta.chunk(4, dim=1)[2] @ u.chunk(4)[2]
        early = slip == "forget gate one step early" and t > 1
        from_c = dc * (0 if slip == "cell hands nothing back" else gates[t - 2][1] if early else f)
    delta = torch.cat(deltas).T
    return delta @ x.flatten(0, 1), delta @ h[:-1].flatten(0, 1), delta.sum(dim=1), from_h, from_c


def judge(found: Found) -> list[Check]:
    off = {f"∂L/∂{name}, by hand − autograd": found[f"∂L/∂{name}, off"] for name in ("W", "U", "b", "h_0", "c_0")}
    checks = [at_most(name, value, ROUNDING) for name, value in off.items()]
    return [at_most("states, by hand − nn.LSTM", found["states, off"], ROUNDING, guard=True), *checks]
