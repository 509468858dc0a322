"""Exceptions of this package. Each message says what was expected, what was found and how to fix it.

HipHingeError
├── ArgumentError      an argument cannot be used
├── RecordingError     the recording cannot be read as what it claims to be
├── ModelError         a model file is missing or is not the one it should be
├── PoseError          the pose estimator cannot be started, or failed
├── MissingExtraError  an optional package is needed and not installed
└── OutputError        the results cannot be written to the requested place
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final


class HipHingeError(Exception):
    """Base class of every exception that this package raises deliberately.

    Parameters
    ----------
    expected
        What would have been accepted, a noun phrase.
    found
        What was found instead, a noun phrase.
    remedy
        What to do about it, an imperative clause.
    arguments
        Names of the arguments that the remedy speaks of, as in Python; each front end spells them its own way.
    """

    def __init__(self, expected: str, found: str, remedy: str, *, arguments: Sequence[str] = ()) -> None:
        self.expected = expected
        self.found = found
        self.remedy = remedy
        self.arguments = tuple(arguments)
        super().__init__(f"Expected {expected}, but found {found}; {remedy}.")

    def __reduce__(self) -> tuple[Callable[..., HipHingeError], tuple[object, ...]]:
        """Return how the exception is made again, so that it passes from one process to another."""
        return partial(type(self), arguments=self.arguments), (self.expected, self.found, self.remedy)


class ArgumentError(HipHingeError):
    """An argument cannot be used."""


class RecordingError(HipHingeError):
    """The recording cannot be read as what it claims to be."""


class ModelError(HipHingeError):
    """A model file is missing or is not the one it should be."""


class PoseError(HipHingeError):
    """The pose estimator cannot be started, or failed."""


class MissingExtraError(HipHingeError):
    """An optional package that the request needs is not installed."""


class OutputError(HipHingeError):
    """The results cannot be written to the requested place."""


_FREE: Final = "free some space or choose another folder"
_ALLOW: Final = "allow writing there or choose another folder"
_IN_THE_WAY: Final = "a file is in the way: move it or choose another folder"

_REMEDIES: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOSPC: _FREE,
        errno.EDQUOT: _FREE,
        errno.EACCES: _ALLOW,
        errno.EPERM: _ALLOW,
        errno.EROFS: _ALLOW,
        errno.EEXIST: _IN_THE_WAY,
        errno.ENOTDIR: _IN_THE_WAY,
        errno.EISDIR: "a folder is in the way: move it or choose another folder",
        errno.ENAMETOOLONG: "choose a shorter name",
    }
)
"""What to do about an error of the system while writing, by its number."""


def unwritable(
    folder: Path, error: OSError, *, what: str = "the results", arguments: Sequence[str] = ()
) -> OutputError:
    """Return the error for a folder that `what` cannot be written to, with the remedy for what the system said."""
    found = f"{(error.strerror or str(error)).strip()} at '{folder}'"
    remedy = _REMEDIES.get(error.errno or 0, "choose another folder")
    return OutputError(f"a folder that {what} can be written to", found, remedy, arguments=arguments)
