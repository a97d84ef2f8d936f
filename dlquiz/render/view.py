"""What a question's screen shows besides the session's own state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dlquiz.event import Rating

if TYPE_CHECKING:
    from dlquiz.proofs import Proof


@dataclass(frozen=True, slots=True)
class View:
    """The evidence, recorded and live, the days beside each rating, and a panel that was asked for."""

    proofs: "tuple[Proof, ...]" = ()
    live: "tuple[Proof, ...]" = ()
    intervals: Mapping[Rating, float] = field(default_factory=dict)
    panel_title: str = ""
    panel: str = ""
    measuring: str = ""
    revised: str = ""
