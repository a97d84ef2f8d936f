"""A forget bias of 5 alone flattens a fresh LSTM's tanh(c) within 300 steps; an input bias of −5 keeps it steep.

c_t = f·c_(t−1) + i·g adds i·g at every step.  With f near 1 hardly any of it leaves, and i stands at about ½: the sum
grows until tanh(c) is flat.  i = 1 − f, an input bias of −b, makes the cell an average of the candidates g.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"input_bias": "−b"}
CONTROLS = {"input bias 0": {"input_bias": "0"}}


def measure(
    input_bias: str, seed: int, forget_bias: float = 5.0, steps: int = 300, width: int = 64
) -> dict[str, float | Series]:
    """Root mean square of the cell by step (no unit), and the mean slope of the tanh that it is read through."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        cell = nn.LSTMCell(4, width)
    with torch.no_grad():
        for both in (cell.bias_ih, cell.bias_hh):
            both[: 2 * width] = 0
        cell.bias_ih[:width] = -forget_bias if input_bias == "−b" else 0.0  # rows are i, f, g, o
        cell.bias_ih[width : 2 * width] = forget_bias
        h = c = torch.zeros(16, width)
        sizes, forget = [], []
        for x in torch.randn(steps, 16, 4, generator=rng):
            gates = x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh
            forget.append(float(torch.sigmoid(gates[:, width : 2 * width]).mean()))
            h, c = cell(x, (h, c))
            sizes.append(float(c.square().mean().sqrt()))
    return {
        "size of the cell by step": Series(sizes, "step", scale="log"),
        "size of the cell": sizes[-1],
        "slope of tanh(c)": float((1 - c.tanh().square()).mean()),
        "forget gate": min(forget),
    }


def judge(found: Found) -> list[Check]:
    return [
        at_least("forget gate, mean at any step", found["forget gate"], 0.98, guard=True),
        # separating: worst case 0.10, best control 14; 0.99 and 0.089; on seeds 1000 to 1029
        at_most("size of the cell", found["size of the cell"], 1.2),
        at_least("slope of tanh(c), mean", found["slope of tanh(c)"], 0.3),
    ]
