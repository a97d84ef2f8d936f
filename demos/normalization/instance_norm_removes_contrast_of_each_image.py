"""Instance norm ignores brightness and contrast of each channel of an image, BN, LN and GN do not (ε negligible).

Brightness adds to all pixels of a channel and contrast multiplies them.  Instance norm subtracts and divides
by statistics of just these pixels, so a·x + b with a > 0 comes out as x does.  A mean shared
with other images or channels leaves the difference between them in the output.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, close

CASE = {"norm": "instance"}
CONTROLS = {"batch norm": {"norm": "batch"}, "layer norm": {"norm": "layer"}, "group norm": {"norm": "group"}}


def measure(norm: str, seed: int, contrast: float = 4.0, channels: int = 6, side: int = 8) -> dict[str, float]:
    """Change of the output after an edit, and contrast of the first image over that of the second (float64).

    The edit shifts the brightness of all channels of all images by random numbers, and multiplies the contrast (the
    standard deviation over the pixels) of every other channel of the first image by `contrast`.
    """
    rng = lab.generator(seed)
    images = torch.randn(4, channels, side, side, generator=rng, dtype=torch.float64)
    gain = torch.ones(4, channels, 1, 1, dtype=torch.float64)
    gain[0, ::2] = contrast
    brightness = torch.randn(4, channels, 1, 1, generator=rng, dtype=torch.float64)
    edited = gain * images + brightness
    before, after = _normalised(images, norm), _normalised(edited, norm)
    boosted = after.std((2, 3), correction=0)[:, ::2]
    return {
        "edit": float((edited.std((2, 3)) / images.std((2, 3))).max()),
        "contrast": contrast,
        "change": float((after - before).abs().max()),
        "contrast left": float((boosted[0] / boosted[1]).mean()),
    }


def _normalised(images: Tensor, norm: str) -> Tensor:
    if norm == "batch":
        return nn.functional.batch_norm(images, None, None, training=True, eps=1e-30)
    if norm == "instance":
        return nn.functional.instance_norm(images, eps=1e-30)
    return nn.functional.group_norm(images, 1 if norm == "layer" else 2, eps=1e-30)


def judge(found: Found) -> list[Check]:
    """The same picture before and after the edit, and nothing left of the edit's contrast."""
    rounding = 2.2e-16 * 1e4  # derived: machine epsilon, times some thousand operations on numbers below 10
    return [
        close("contrast of the edit, times", found["edit"], found["contrast"], rel=rounding, guard=True),
        at_most("change of the output", found["change"], rounding),
        close("contrast of image 1 / image 2 after", found["contrast left"], 1.0, rel=rounding),
    ]
