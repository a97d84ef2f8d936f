"""Exchanging the last two inputs changes an RNN's last state; a sum of per-step states does not notice.

The weights are the same at every step, but the state is carried on: h_T = tanh(W·x_T + U·tanh(W·x_(T−1) +
…)), in which the last input passes one tanh and the one before it two, with U between.  The control starts
the same cell afresh at every step and adds up what comes out: shared weights, any length, and no order.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least

CASE = {"state": "carried on"}
CONTROLS = {"fresh each step, summed": {"state": "fresh at each step, then summed"}}


def measure(state: str, seed: int, steps: int = 12, width: int = 32, batch: int = 64) -> dict[str, float | Series]:
    """Change of the result when two neighbouring inputs change places, ÷ its size, by place of the pair."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        rnn = nn.RNN(4, width, dtype=torch.float64)
    inputs = torch.randn(steps, batch, 4, generator=rng, dtype=torch.float64)

    def result(sequence: torch.Tensor) -> torch.Tensor:
        if state == "carried on":
            return rnn(sequence)[0][-1]
        return rnn(sequence.reshape(1, -1, 4))[0].view(steps, batch, width).sum(dim=0)

    changes = []
    with torch.no_grad():
        before = result(inputs)
        for place in range(1, steps):
            exchanged = inputs.clone()
            exchanged[place - 1], exchanged[place] = inputs[place], inputs[place - 1]
            changes.append(float((result(exchanged) - before).norm() / before.norm()))
    return {
        "change": Series(changes, "place of the earlier of the two", scale="log"),
        "change by the last two": changes[-1],
        "change of the inputs": float((inputs[-1] - inputs[-2]).norm() / inputs[-1].norm()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # stricter than separating: worst case 0.9, best control 1e-16 on seeds 1000 to 1029
        at_least("change ÷ size of the result", found["change by the last two"], 0.1),
        # the two inputs do differ, by √2 times their size on average
        at_least("difference of the two inputs", found["change of the inputs"], 1, guard=True),
    ]
