"""The errors a user can meet. Each message says what was expected, what was found and how to fix it.

HipHingeError
├── ArgumentError      an argument cannot be used
├── RecordingError     the recording cannot be read as what it claims to be
├── ModelError         a model file is missing or is not the one it should be
├── PoseError          the pose estimator cannot be started, or failed
├── MissingExtraError  an optional package is needed and not installed
└── OutputError        the results cannot be written where they were asked for
"""

from __future__ import annotations

from collections.abc import Sequence


class HipHingeError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    expected
        What would have been usable, as a clause.
    found
        What was there instead, as a clause.
    remedy
        What to do about it, as an imperative clause.
    arguments
        Names of the arguments that the remedy speaks of, as in Python; each front end spells them its own way.
    """

    def __init__(self, expected: str, found: str, remedy: str, *, arguments: Sequence[str] = ()) -> None:
        self.expected = expected
        self.found = found
        self.remedy = remedy
        self.arguments = tuple(arguments)
        super().__init__(f"Expected {expected}, but found {found}; {remedy}.")


class ArgumentError(HipHingeError):
    """An argument cannot be used."""


class RecordingError(HipHingeError):
    """The recording cannot be read as what it claims to be."""


class ModelError(HipHingeError):
    """A model file is missing or is not the one it should be."""


class PoseError(HipHingeError):
    """The pose estimator cannot be started, or failed."""


class MissingExtraError(HipHingeError):
    """An optional package is needed for what was asked, and is not installed."""


class OutputError(HipHingeError):
    """The results cannot be written where they were asked for."""
