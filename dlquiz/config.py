"""Where things are, and the few settings a person can change.

Settings live in `config.json`; what is not in it has the default below.  The file is replaced in one
step, so that a crash leaves the old one whole.
"""

import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from dlquiz.errors import MissingError, UsageError


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, with their defaults; `MEANING` says what each one is."""

    new_per_day: int = 8
    due_per_day: int = 80
    retention: float = 0.9
    day_starts: int = 4
    worker: bool = True
    colour: bool = True


MEANING = {
    "new_per_day": "new questions a review brings in a day (0 to 1000)",
    "due_per_day": "due questions a review asks in a day (1 to 10000)",
    "retention": "share of answers to remember when they fall due (0.7 to 0.99)",
    "day_starts": "hour of the local day at which a new day of practice starts (0 to 12)",
    "worker": "run the experiment in the background while you read (on or off)",
    "colour": "colour on the screen (on or off); NO_COLOR is honoured too",
}
_RANGE = {"new_per_day": (0, 1000), "due_per_day": (1, 10_000), "retention": (0.7, 0.99), "day_starts": (0, 12)}
_ON = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders of one home."""

    journal: Path
    index: Path
    config: Path


def places() -> Places:
    """Where this person's files are: under DLQUIZ_HOME, else in the platform's own folders."""
    if home := os.environ.get("DLQUIZ_HOME"):
        root = Path(home).expanduser()
        return Places(root / "journal.db", root / "index.db", root / "config.json")
    from platformdirs import PlatformDirs  # noqa: PLC0415 -- not needed where DLQUIZ_HOME is set

    folders = PlatformDirs("dlquiz", appauthor=False)
    return Places(
        folders.user_data_path / "journal.db",
        folders.user_cache_path / "index.db",
        folders.user_config_path / "config.json",
    )


def make_folder(folder: Path) -> None:
    """Make `folder`, for the owner's eyes only.

    Raises:
        MissingError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise MissingError(
            f"the folder cannot be made: {error.strerror}",
            f"at {folder}",
            "make it writable, or set DLQUIZ_HOME to a folder that is",
        ) from None


def read_config(path: Path) -> Config:
    """The settings in the file at `path`; the defaults where there is none.

    Raises:
        UsageError: the file is not a settings file, or holds a value that cannot be.
        MissingError: the file is there and cannot be read.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except OSError as error:
        what = f"the settings cannot be read: {error.strerror}"
        raise MissingError(what, f"at {path}", "make the file readable, or set DLQUIZ_HOME to another folder") from None
    except ValueError as error:
        raise UsageError(f"the settings cannot be read: {error}", f"at {path}", f"mend or remove {path}") from None
    config = Config()
    for key, value in written.items() if isinstance(written, dict) else ():
        config = changed(config, key, str(value), where=f"at {path}")
    return config


def changed(config: Config, key: str, text: str, where: str = "in: dlquiz config") -> Config:
    """`config` with `key` set to what `text` says.

    Raises:
        UsageError: no such key, or a value that it cannot have.
    """
    defaults = asdict(Config())
    if key not in defaults:
        raise UsageError(f"no setting called {key!r}", where, f"one of: {', '.join(defaults)}")
    wrong = UsageError(f"{key} cannot be {text!r}", where, f"{key}: {MEANING[key]}")
    kind = type(defaults[key])
    if kind is bool:
        if text.lower() not in _ON:
            raise wrong
        return replace(config, **{key: _ON[text.lower()]})
    try:
        value = kind(text)
    except ValueError:
        raise wrong from None
    low, high = _RANGE[key]
    if not low <= value <= high:
        raise wrong
    return replace(config, **{key: value})


def write_config(path: Path, config: Config) -> None:
    """Keep what differs from the defaults in the file at `path`, replacing it in one step.

    Raises:
        MissingError: it cannot be written; the old file stays.
    """
    kept = {
        field.name: getattr(config, field.name)
        for field in fields(config)
        if getattr(config, field.name) != field.default
    }
    make_folder(path.parent)
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            file.write(json.dumps(kept, indent=2) + "\n")
        Path(file.name).replace(path)
    except OSError as error:
        raise MissingError(
            f"the settings cannot be written: {error.strerror}", f"at {path}", "make room, or make the folder writable"
        ) from None
