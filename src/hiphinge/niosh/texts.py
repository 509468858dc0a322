"""Express lengths, weights and the index of a lift in words."""

from __future__ import annotations

from hiphinge.niosh import equation as niosh
from hiphinge.niosh.equation import FORMS, LB_KG
from hiphinge.result.lift import (
    End,
    UnitsName,
)


def meaning(end: End) -> str:
    """Return the meaning of an end's lifting index, as context and never as a verdict."""
    index = end.lifting_index
    if index is None:
        return f"There is no index: {end.reason}."
    scale = (
        "With an index of up to 1, nearly all healthy workers can lift in this way through a working day without more "
        "low back pain, according to NIOSH; above 1 the risk grows for some of them, above 3 for many"
    )
    stands = "up to 1" if index.high <= 1 else "above 3" if index.low > 3 else "between 1 and 3"
    if index.low <= 1 < index.high or index.low <= 3 < index.high:
        border = 1 if index.low <= 1 < index.high else 3
        stands = f"near {border}, on either side of it within the error of the lengths"
    return f"{scale}. This one is {stands}."


def length_text(length_cm: float, units: UnitsName) -> str:
    """Return a length in words, in centimetres or inches."""
    return f"{length_cm:.4g} cm" if units == "metric" else f"{length_cm / niosh.IN_CM:.4g} in"


def highest_text(units: UnitsName) -> str:
    """Return the largest height of the hands that the equation covers, in words."""
    return length_text(FORMS[units].highest * FORMS[units].length_cm, units)


def weight_text(mass_kg: float, units: UnitsName) -> str:
    """Return a weight in words, in kilograms or pounds."""
    return f"{mass_kg:.1f} kg" if units == "metric" else f"{mass_kg / LB_KG:.1f} lb"


def constant_text(units: UnitsName) -> str:
    """Return the load constant as printed, which the multipliers reduce."""
    return f"{FORMS[units].constant:g} {'kg' if units == 'metric' else 'lb'}"
