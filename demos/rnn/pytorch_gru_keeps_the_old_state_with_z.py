"""In PyTorch's GRU z keeps the old state, h′ = (1−z)·n + z·h, and the reset gate acts after the matrix.

Which of the two terms the update gate z multiplies is a convention, and papers differ.  So is where the reset
gate r acts: on U·h + b′, as in PyTorch, or on h before U.  The formula is held against nn.GRUCell in float64.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"z_keeps": "old state", "reset": "after U"}
CONTROLS = {
    "z takes the new": {"z_keeps": "candidate", "reset": "after U"},  # Chung et al. 2014
    "reset before U": {"z_keeps": "old state", "reset": "before U"},  # Cho et al. 2014, the final version
}

LARGEST = 32  # size that a seed may draw
EPSILON = torch.finfo(torch.float64).eps
ROUNDING = EPSILON * 3 * (2 * LARGEST + 4)  # derived: each operation behind a state, which is at most 1


def measure(z_keeps: str, reset: str, seed: int, batch: int = 64) -> dict[str, float]:
    """Largest |formula − nn.GRUCell| over a batch of random inputs and states (states are in ±1)."""
    rng = lab.generator(seed)
    input_size, hidden_size = (int(size) for size in torch.randint(4, LARGEST + 1, (2,), generator=rng))
    with lab.seeded(seed):
        cell = nn.GRUCell(input_size, hidden_size, dtype=torch.float64)
    x = torch.randn(batch, input_size, dtype=torch.float64, generator=rng)
    h = torch.rand(batch, hidden_size, dtype=torch.float64, generator=rng) * 2 - 1
    with torch.no_grad():
        stepped = cell(x, h)
        apart = (formula(cell, x, h, z_keeps, reset) - stepped).abs().max()
        moved = (stepped - h).abs().mean()
    return {
        "formula − nn.GRUCell": float(apart),
        "mean change of the state": float(moved),
    }


def formula(cell: nn.GRUCell, x: Tensor, h: Tensor, z_keeps: str, reset: str) -> Tensor:
    for_r, for_z, for_n = (x @ cell.weight_ih.T + cell.bias_ih).chunk(3, dim=1)
    from_r, from_z, from_n = (h @ cell.weight_hh.T + cell.bias_hh).chunk(3, dim=1)
    r, z = torch.sigmoid(for_r + from_r), torch.sigmoid(for_z + from_z)
    if reset == "before U":
        from_n = (r * h) @ cell.weight_hh.chunk(3)[2].T + cell.bias_hh.chunk(3)[2]
        r = torch.ones_like(r)
    n = torch.tanh(for_n + r * from_n)
    return (1 - z) * n + z * h if z_keeps == "old state" else (1 - z) * h + z * n


def judge(found: Found) -> list[Check]:
    return [
        at_most("formula − nn.GRUCell, largest", found["formula − nn.GRUCell"], ROUNDING),
        # a cell that stood still would agree with any convention; with z near ½ the state moves by about ¼
        at_least("mean change of the state", found["mean change of the state"], 0.05, guard=True),
    ]
