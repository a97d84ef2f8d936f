"""What can go wrong in front of a person, as values with an exit code.

Every error says three things: what is wrong, where, and what to try.  The command line prints
them and exits; nothing else in the project prints or exits.
"""

WRONG_USAGE = 2
MISSING = 3


class DlquizError(Exception):
    """An error that a person can do something about.

    `what` is wrong, `where` it is (a file and line, a verb, the bank) and what to `try_`.
    """

    exit_code = WRONG_USAGE

    def __init__(self, what: str, where: str, try_: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.try_ = try_


class UsageError(DlquizError):
    """A wrong argument, or an id or topic that does not exist."""


class BankError(DlquizError):
    """A bank that cannot be read as one."""


class MissingError(DlquizError):
    """Something that the command needs is not there: torch, the home, a terminal."""

    exit_code = MISSING
