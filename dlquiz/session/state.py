"""The values a session is made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from dlquiz.event import Event, Rating
from dlquiz.question import Form
from dlquiz.session.asked import Asked


class Phase(Enum):
    """What the session waits for."""

    ASKING = "asking"
    MEASURING = "measuring"
    """A prediction was committed; `measured` comes next."""
    TICKING = "ticking"
    """A recalled answer is compared with the points."""
    REVEALED = "revealed"
    """Everything is shown; a rating comes next."""
    NOTING = "noting"
    """A note for a flag is typed."""
    OVER = "over"


class Request(Enum):
    """What a step asks the outside to do."""

    NOTHING = "nothing"
    MEASURE = "measure"
    RUN_DEMO = "run"
    SOURCE = "source"
    INFO = "info"
    EDIT = "edit"
    HELP = "help"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question to be asked, in a form; after Again, not before a time."""

    question: str
    form: Form
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person answered; `right` is None where only they can say (recall) or nothing was measured.

    `picked` are positions among the options; `measurements` the measured values of a prediction, one a
    seed; `median` the one it was graded against.
    """

    text: str = ""
    right: bool | None = None
    picked: frozenset[int] = frozenset()
    number: float | None = None
    measurements: tuple[float, ...] = ()
    median: float | None = None
    gave_up: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One rated answer, for the summary."""

    question: str
    form: Form
    rating: Rating
    right: bool | None
    seconds: float


@dataclass(frozen=True, slots=True)
class State:
    """All there is to know of a running session.

    `queue` holds what is still to be asked, without the turn being asked now.  `undoable` remembers
    each rating, burial and suspension with the state before it.
    """

    id: str
    seed: int
    cram: bool = False
    phase: Phase = Phase.OVER
    queue: tuple[Turn, ...] = ()
    turn: Turn | None = None
    asked: Asked | None = None
    answer: Answer | None = None
    shown_at: datetime | None = None
    answered_at: datetime | None = None
    toggled: frozenset[int] = frozenset()
    cursor: int | None = None
    typed: tuple[str, ...] = ()
    hint: bool = False
    message: str = ""
    done: tuple[Done, ...] = ()
    events: int = 0
    asked_so_far: int = 0
    undoable: tuple[tuple[str, "State"], ...] = field(default=(), repr=False)

    @property
    def expects_line(self) -> bool:
        """Whether the next input is a typed line, not a key."""
        typing = self.phase is Phase.ASKING and self.asked is not None and self.asked.is_typed
        return typing or self.phase is Phase.NOTING

    @property
    def position(self) -> tuple[int, int]:
        """Which question this is, and how many there are with those still to come."""
        now = len(self.done) + (self.phase is not Phase.OVER)
        return now, now + len(self.queue)


@dataclass(frozen=True, slots=True)
class Step:
    """What one input led to: the next state, events to write down, and a request."""

    state: State
    events: tuple[Event, ...] = ()
    request: Request = Request.NOTHING
