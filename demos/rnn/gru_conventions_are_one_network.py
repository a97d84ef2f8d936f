"""Negating the update gate's weights and biases turns one GRU convention into the other, step for step.

σ(−a) = 1 − σ(a): a gate with negated weights opens exactly where the other closes.  Whatever a GRU with
h′ = (1−z)·n + z·h computes, one with h′ = (1−z)·h + z·n computes too, with as many weights.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"negated": True}
CONTROL = {"negated": False}

LARGEST = 24  # size that a seed may draw
EPSILON = torch.finfo(torch.float64).eps


def measure(negated: bool, seed: int, steps: int = 20, batch: int = 16) -> dict[str, float]:
    """Largest distance between the states of nn.GRU and of the other convention (states are in ±1)."""
    rng = lab.generator(seed)
    input_size, hidden_size = (int(size) for size in torch.randint(4, LARGEST + 1, (2,), generator=rng))
    with lab.seeded(seed):
        gru = nn.GRU(input_size, hidden_size, dtype=torch.float64)
    x = torch.randn(steps, batch, input_size, dtype=torch.float64, generator=rng)
    with torch.no_grad():
        wanted, _ = gru(x)
        given = other_convention(gru, x, hidden_size, -1.0 if negated else 1.0)
    return {
        "distance of the states": float((given - wanted).abs().max()),
        "mean |state|": float(wanted.abs().mean()),
        "operations behind a state": 3 * steps * (2 * LARGEST + 4),
    }


def other_convention(gru: nn.GRU, x: Tensor, hidden_size: int, sign_of_z: float) -> Tensor:
    """All states of a GRU with h′ = (1−z)·h + z·n and the weights of `gru`, those of z times `sign_of_z`."""
    h = x.new_zeros(x.shape[1], hidden_size)
    states = []
    for now in x:
        for_r, for_z, for_n = (now @ gru.weight_ih_l0.T + gru.bias_ih_l0).chunk(3, dim=1)
        from_r, from_z, from_n = (h @ gru.weight_hh_l0.T + gru.bias_hh_l0).chunk(3, dim=1)
        z = torch.sigmoid(sign_of_z * (for_z + from_z))
        n = torch.tanh(for_n + torch.sigmoid(for_r + from_r) * from_n)
        h = (1 - z) * h + z * n
        states.append(h)
    return torch.stack(states)


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon for each operation behind a state, which is at most 1
    rounding = EPSILON * found["operations behind a state"]
    return [
        at_most("distance of the states, largest", found["distance of the states"], rounding),
        # two networks that stay at zero would agree as well
        at_least("mean |state|", found["mean |state|"], 0.05, guard=True),
    ]
