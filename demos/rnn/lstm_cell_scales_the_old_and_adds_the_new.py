"""nn.LSTMCell computes c′ = f·c + i·g and h′ = o·tanh(c′), its weight rows stacked in the order i, f, g, o.

f, i and o are sigmoids and g is a tanh of their own rows of W·x + b + U·h + b′.  The forget gate scales the
old cell, the input gate scales what is written, the output gate scales what is shown.  Texts that list the
forget gate first invite the first control: weights copied in that order swap keeping with writing.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"order": "ifgo", "shown": "tanh of the cell"}
CONTROLS = {
    "order f i g o": {"order": "figo", "shown": "tanh of the cell"},
    "h′ = o·c′": {"order": "ifgo", "shown": "the cell itself"},
}

LARGEST = 32  # size that a seed may draw
EPSILON = torch.finfo(torch.float64).eps


def measure(order: str, shown: str, seed: int, batch: int = 64) -> dict[str, float]:
    """Largest |formula − nn.LSTMCell| of h′ and of c′ over a batch of random inputs and states."""
    rng = lab.generator(seed)
    input_size, hidden_size = (int(size) for size in torch.randint(4, LARGEST + 1, (2,), generator=rng))
    with lab.seeded(seed):
        cell = nn.LSTMCell(input_size, hidden_size, dtype=torch.float64)
    x = torch.randn(batch, input_size, dtype=torch.float64, generator=rng)
    h = torch.rand(batch, hidden_size, dtype=torch.float64, generator=rng) * 2 - 1
    c = torch.randn(batch, hidden_size, dtype=torch.float64, generator=rng)
    with torch.no_grad():
        stepped_h, stepped_c = cell(x, (h, c))
        given_h, given_c = step(cell, (x, h, c), order, shown)
    return {
        "h′: formula − nn.LSTMCell": float((given_h - stepped_h).abs().max()),
        "c′: formula − nn.LSTMCell": float((given_c - stepped_c).abs().max()),
        "mean change of the cell": float((stepped_c - c).abs().mean()),
    }


def step(cell: nn.LSTMCell, given: tuple[Tensor, ...], order: str, shown: str) -> tuple[Tensor, Tensor]:
    x, h, c = given
    rows = (x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh).chunk(4, dim=1)
    row = dict(zip(order, rows, strict=True))
    f, i, o = (torch.sigmoid(row[gate]) for gate in "fio")
    c = f * c + i * torch.tanh(row["g"])
    return o * (torch.tanh(c) if shown == "tanh of the cell" else c), c


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon for each operation behind a state, which stays below 10
    rounding = EPSILON * 10 * (2 * LARGEST + 8)
    return [
        at_most("h′: formula − nn.LSTMCell, largest", found["h′: formula − nn.LSTMCell"], rounding),
        at_most("c′: formula − nn.LSTMCell, largest", found["c′: formula − nn.LSTMCell"], rounding),
        # a cell that stood still would agree with other formulas as well
        at_least("mean change of the cell", found["mean change of the cell"], 0.1, guard=True),
    ]
