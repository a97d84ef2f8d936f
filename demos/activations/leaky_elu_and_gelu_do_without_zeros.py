"""Leaky ReLU, ELU and GELU have next to no zeros, and come within 4 points of ReLU's test accuracy, up or down.

If its zeros were what makes ReLU train well, activations without them would fall behind.  The control has zeros like
ReLU, but a slope of 0.01 where it is on: there the gradient vanishes, and the network hardly learns in the time.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, elu, gelu, leaky_relu, relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"rivals": ("leaky", "ELU", "GELU")}
CONTROLS = {"ReLU of slope 0.01": {"rivals": ("ReLU of slope 0.01",)}}

ACTIVATION = {
    "ReLU": relu,
    "leaky": leaky_relu,
    "ELU": elu,
    "GELU": gelu,
    "ReLU of slope 0.01": lambda z: 0.01 * relu(z),
}


def measure(
    rivals: tuple[str, ...], seed: int, rate: float = 0.1, steps: int = 60, networks: int = 4, width: int = 32
) -> dict[str, float]:
    """Test accuracy after training, of ReLU and of the rival farthest from it; shares of hidden outputs that are 0."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(1000, rng=rng, width=10)
    start = lab.batched_mlp(networks, [10, width, width, width, 2], rng=rng)
    relu_accuracy, relu_zeros = train("ReLU", start, inputs, labels, rate, steps)
    trained = [train(name, start, inputs, labels, rate, steps) for name in rivals]
    gap, accuracy = max((abs(one - relu_accuracy), one) for one, _ in trained)
    return {
        "accuracy of ReLU": relu_accuracy,
        "zeros of ReLU": relu_zeros,
        "accuracy of the rival": accuracy,
        "largest gap": gap,
        "zeros of the rivals": max(zeros for _, zeros in trained),
    }


def train(
    name: str, start: list[Tensor], inputs: Tensor, labels: Tensor, rate: float, steps: int, seen: int = 300
) -> tuple[float, float]:
    """Accuracy on unseen inputs (mean over the classes) after SGD from the given start; share of zeros there."""
    parameters = [parameter.detach().clone().requires_grad_() for parameter in start]
    zeros: list[Tensor] = []

    def activation(z: Tensor) -> Tensor:
        h = ACTIVATION[name](z)
        zeros.append((h == 0).double().mean())
        return h

    optimizer = torch.optim.SGD(parameters, lr=rate, momentum=0.9)
    for _ in range(steps):
        logits = lab.batched_forward(parameters, inputs[:seen], ACTIVATION[name])
        loss = cross_entropy(logits.flatten(0, 1), labels[:seen].repeat(len(logits)))
        optimizer.zero_grad()
        (len(logits) * loss).backward()  # each network learns alone
        optimizer.step()
    with torch.no_grad():
        logits = lab.batched_forward(parameters, inputs[seen:], activation)
    right = (logits.argmax(dim=2) == labels[seen:]).double()
    by_class = torch.stack([right[:, labels[seen:] == label].mean() for label in (0, 1)])
    return by_class.mean().item(), torch.stack(zeros).mean().item()


def judge(found: Found) -> list[Check]:
    """ReLU learns and has its zeros; the rivals learn as well without."""
    return [
        at_least("test accuracy of ReLU", found["accuracy of ReLU"], 0.7, guard=True),
        at_least("share of zeros, ReLU", found["zeros of ReLU"], 0.35, guard=True),
        # separating: worst case 0.008, best control 0.475 on seeds 1000 to 1029
        at_most("share of zeros, rivals", found["zeros of the rivals"], 0.06),
        at_most("gap in test accuracy", found["largest gap"], 0.04),  # the stated margin
    ]
