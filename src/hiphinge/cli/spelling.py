"""The spelling of arguments and steps as options and commands: the only place that knows both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hiphinge.result.plan import Step

OPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"folder": "-o", "output": "-o", "video": "--no-video", "wall_x_px": "--wall-x", "duration_s": "--seconds"}
)
"""Options that are not named like their argument."""

DRILLS: Final[Mapping[str, str]] = MappingProxyType({"wall_drill": "wall", "dowel_drill": "dowel"})
"""Commands of `hiphinge drill` by the steps of the ladder that they measure."""


def option_of(argument: str) -> str:
    """Return the option of an argument: ``--load-kg`` for ``load_kg``."""
    return OPTIONS.get(argument, f"--{argument.replace('_', '-')}")


def spelled(arguments: Sequence[str]) -> str:
    """Return the options of arguments in brackets, after a space; an empty string for none."""
    return f" ({', '.join(option_of(argument) for argument in arguments)})" if arguments else ""


def command_of(step: Step) -> str | None:
    """Return the command that analyses a recording of a step of the ladder; None if there is none."""
    if step.name in DRILLS:
        return f"hiphinge drill {DRILLS[step.name]} VIDEO"
    return None if step.exercise is None else f"hiphinge analyze VIDEO --exercise {step.exercise}"
