"""With random weights a net whose biases start at 0 trains to the same loss as one with random biases.

Random weights already make every unit different, which is all that training needs; a bias then finds its
value like any other parameter.  With weights of 0 it is not so: then biases of 0 leave all hidden units alike,
and silent, while random ones set them apart.
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"weights": "random"}
CONTROL = {"weights": "zero"}


def measure(
    weights: str, seed: int, copies: int = 16, width: int = 24, steps: int = 60, rate: float = 0.5
) -> dict[str, float | Series]:
    """Training loss of ReLU nets with zero and with random biases, geometric mean over copies (nats)."""
    inputs, labels = lab.teacher(128, rng=lab.generator(seed))
    sizes = [inputs.shape[1], width, 1]
    targets = labels.float()[:, None].expand(copies, -1, -1)
    curves = {}
    for biases in ("zero", "random"):
        rng = lab.generator(seed)  # the same weights for both
        parameters = lab.batched_mlp(copies, sizes, rng=rng)
        with torch.no_grad():
            for weight, bias in zip(parameters[::2], parameters[1::2], strict=True):
                if weights == "zero":
                    weight.zero_()
                if biases == "random":  # as torch's nn.Linear draws them
                    bias.uniform_(-(weight.shape[1] ** -0.5), weight.shape[1] ** -0.5, generator=rng)
        descent = torch.optim.SGD(parameters, lr=rate)
        curves[biases] = []
        for _ in range(steps):
            logits = lab.batched_forward(parameters, inputs)
            losses = binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(dim=(1, 2))
            descent.zero_grad()
            losses.sum().backward()
            descent.step()
            curves[biases].append(float(losses.detach().log().mean().exp()))
    zero, random = curves["zero"], curves["random"]
    return {
        "random biases, last / first": random[-1] / random[0],
        "last loss: zero / random biases": zero[-1] / random[-1],
        "loss, zero biases": Series(zero, axis="step"),
        "loss, random biases": Series(random, axis="step"),
    }


def judge(found: Found) -> list[Check]:
    """Biases of 0 cost nothing."""
    return [
        # derived: descent lowers the loss
        at_most("random biases, last / first", found["random biases, last / first"], 1, guard=True),
        # separating: 2 % off in the worst case, 76 % in the control on seeds 1000 to 1029
        close("last loss: zero / random biases", found["last loss: zero / random biases"], 1, rel=0.1),
    ]
