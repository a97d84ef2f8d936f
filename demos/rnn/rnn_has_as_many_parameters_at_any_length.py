"""For 500 steps an RNN has as many parameters as for 5, and one network reads sequences of both lengths.

One cell is applied at every step, with the same W, U and biases: d·(e + d + 2) numbers in PyTorch, for e
inputs and d units, whatever T is.  The control, a linear layer on the whole sequence, has weights for each
input of each step: it grows with T, and what was built for one length cannot even be applied to another.
"""

from contextlib import suppress

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, exactly

CASE = {"net": "RNN"}
CONTROLS = {"linear layer": {"net": "linear layer on the whole sequence"}}

LENGTHS = (1, 5, 50, 500)


def measure(
    net: str, seed: int, steps: int = 500, input_size: int = 3, hidden_size: int = 8
) -> dict[str, float | Series]:
    """Parameters of a network for sequences of so many steps; lengths (of four) that one network can read."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        nets = {length: build(net, length, input_size, hidden_size) for length in (*LENGTHS, steps)}
    counts = {length: sum(parameter.numel() for parameter in nets[length].parameters()) for length in nets}
    read = 0
    for length in LENGTHS:
        sequence = torch.randn(2, length, input_size, generator=rng)
        with suppress(RuntimeError):  # shapes that do not fit
            output = nets[LENGTHS[1]](sequence if net == "RNN" else sequence.flatten(1))
            last = output[0][:, -1] if net == "RNN" else output
            read += int(last.shape == (2, hidden_size) and bool(last.isfinite().all()))
    return {
        "parameters by length": Series([counts[length] for length in LENGTHS], "T", "log", LENGTHS, "log"),
        "parameters": counts[steps],
        "parameters for 5 steps": counts[5],
        "lengths read": read,
    }


def build(net: str, steps: int, input_size: int, hidden_size: int) -> nn.Module:
    if net == "RNN":
        return nn.RNN(input_size, hidden_size, batch_first=True)
    return nn.Linear(steps * input_size, hidden_size)


def judge(found: Found) -> list[Check]:
    more = found["parameters"] - found["parameters for 5 steps"]
    return [
        exactly("parameters, T steps − 5 steps", more, 0),
        exactly("lengths that one network reads, of 4", found["lengths read"], len(LENGTHS)),
    ]
