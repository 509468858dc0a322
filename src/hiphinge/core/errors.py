"""The errors a user can meet. Each message says what was expected, what was found and how to fix it.

HipHingeError
├── ArgumentError      an option or argument cannot be used
├── RecordingError     the recording cannot be read as what it claims to be
├── ModelError         a model file is missing or is not the one it should be
├── PoseError          the pose estimator cannot be started, or failed
├── MissingExtraError  an optional package is needed and not installed
└── OutputError        the results cannot be written where they were asked for
"""

from __future__ import annotations


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
    """

    def __init__(self, expected: str, found: str, remedy: str) -> None:
        self.expected = expected
        self.found = found
        self.remedy = remedy
        super().__init__(f"Expected {expected}, but found {found}; {remedy}.")


class ArgumentError(HipHingeError):
    """An option or argument cannot be used."""


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
