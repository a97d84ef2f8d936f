"""At equal sizes a layer of nn.RNN, nn.GRU and nn.LSTM has parameters in the ratio 1 : 3 : 4.

Each gate and each candidate is one block: a matrix on the input, a matrix on the hidden state, two biases.
A plain RNN has one block, a GRU three (reset, update, candidate), an LSTM four (input, forget, candidate,
output), whatever the sizes.  One control counts the gates alone, as if the candidate came without weights;
the other gives the LSTM equal state instead of equal size: its h and c together as long as the GRU's h.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"ratio": (1, 3, 4), "same": "hidden size"}
CONTROLS = {
    "gates alone": {"ratio": (1, 2, 3), "same": "hidden size"},
    "same state": {"ratio": (1, 3, 4), "same": "state"},
}

SIZES = 20  # other sizes to try


def measure(
    ratio: tuple[int, int, int], same: str, seed: int, input_size: int = 24, hidden_size: int = 40
) -> dict[str, float]:
    """Trainable parameters of one layer of each kind; the seed draws other sizes to try the ratio at."""
    drawn = torch.randint(1, 21, (SIZES, 2), generator=lab.generator(seed)) * 2  # even, to be halved
    rnn, gru, lstm = count_all(same, input_size, hidden_size)
    return {
        "rnn parameters": rnn,
        "gru parameters": gru,
        "lstm parameters": lstm,
        "one block, by formula": hidden_size * (input_size + hidden_size + 2),
        "gru ÷ rnn, claimed": ratio[1] / ratio[0],
        "lstm ÷ rnn, claimed": ratio[2] / ratio[0],
        "sizes in the ratio": sum(in_ratio(ratio, count_all(same, *sizes)) for sizes in drawn.tolist()),
    }


def count_all(same: str, input_size: int, hidden_size: int) -> tuple[int, int, int]:
    lstm_size = hidden_size if same == "hidden size" else hidden_size // 2
    with torch.device("meta"):  # shapes without values: all that a count needs
        rnn, gru = nn.RNN(input_size, hidden_size), nn.GRU(input_size, hidden_size)
        lstm = nn.LSTM(input_size, lstm_size)
    return count(rnn), count(gru), count(lstm)


def count(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def in_ratio(ratio: tuple[int, int, int], counts: tuple[int, int, int]) -> bool:
    return all(number * ratio[0] == counts[0] * share for number, share in zip(counts, ratio, strict=True))


def judge(found: Found) -> list[Check]:
    rnn, gru, lstm = (found[f"{kind} parameters"] for kind in ("rnn", "gru", "lstm"))
    return [
        # derived: one block is hidden · (input + hidden) weights and two bias vectors
        exactly("RNN − one block, parameters", rnn - found["one block, by formula"], 0, guard=True),
        exactly("GRU ÷ RNN, − claimed", gru / rnn - found["gru ÷ rnn, claimed"], 0),
        exactly("LSTM ÷ RNN, − claimed", lstm / rnn - found["lstm ÷ rnn, claimed"], 0),
        exactly("other sizes in the ratio, of 20", found["sizes in the ratio"], SIZES),
    ]
