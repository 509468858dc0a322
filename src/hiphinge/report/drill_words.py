"""The words of the drills, the same in page, replay and terminal."""

from __future__ import annotations

from typing import Final

from hiphinge.core.quantities import quantity
from hiphinge.report.numbers import NOT_JUDGED, clock, plus_minus
from hiphinge.report.words import sentence
from hiphinge.result import ContactName, DowelContact, DowelDepth, DowelRepetition, WallDrill, WallRepetition

WALL_VERDICTS: Final = {
    "touched": "Touched with quiet knees",
    "knees_travelled": "Touched, but the knees travelled",
    "not_reached": "The wall was not reached",
    "unclear": "Whether the wall was touched is unclear",
}

WALL_VERDICTS_SHORT: Final = {
    "touched": "touched",
    "knees_travelled": "knees travelled",
    "not_reached": "not reached",
    "unclear": "unclear",
}

WALL_BACKS: Final = {"kept": "kept its shape", "rounded": "rounded", "unclear": "unclear", "unknown": NOT_JUDGED}

_WALL_SOURCES: Final = {
    "given": "as given",
    "heel": "from the distance of the heels as given",
    "picture": "from its edge in the picture",
    "contact": "from where the hips stopped",
}


def wall_headline(drill: WallDrill) -> str:
    """Return the drill's verdict in one line."""
    return WALL_VERDICTS[drill.verdict] if drill.repetitions else "The drill could not be measured"


def wall_contacts(drill: WallDrill) -> list[tuple[float, float]]:
    """Return the contacts with the wall, each [start, end) in seconds."""
    return [
        (repetition.contact_start_s, repetition.contact_end_s)
        for repetition in drill.repetitions
        if repetition.contact_start_s is not None and repetition.contact_end_s is not None
    ]


def wall_contact(repetition: WallRepetition) -> str:
    """Return the time of the contact with the wall, `2.0 s to 2.5 s`."""
    if repetition.contact_start_s is None or repetition.contact_end_s is None:
        return "–" if repetition.verdict == "not_reached" else NOT_JUDGED
    return f"{clock(repetition.contact_start_s)} to {clock(repetition.contact_end_s)}"


def wall_next(drill: WallDrill) -> str:
    """Return the next step, with the distance of the heels where it is known."""
    now, after = drill.heel_to_wall_cm, drill.next_heel_to_wall_cm
    if now is None or after is None:
        return drill.next_step
    heels = f"The heels are {plus_minus(now, 'cm', bare=True)} cm from the wall; next {after.value:.0f} cm."
    return f"{drill.next_step} {heels}".strip()


def wall_basis(drill: WallDrill) -> str:
    """Return the sources of the wall's place and of the centimetres, in a sentence."""
    parts = []
    if drill.wall is not None:
        parts.append("Wall " + ", ".join(_WALL_SOURCES[source] for source in drill.wall.sources))
    if drill.scale is not None:
        known = (
            "the height as given"
            if drill.scale.source == "height"
            else "the usual height of adults, as yours was not given"
        )
        parts.append(f"centimetres from {known}")
    return sentence("; ".join(parts))


_CONTACT_STATES: Final = {"kept": "on", "left": "off", "unclear": "unclear", "hidden": "hidden"}


def contact_name(contact: ContactName) -> str:
    """Return the name of a contact of the rod."""
    return quantity(f"{contact}_gap_cm").short


def contact_state(contact: DowelContact) -> str:
    """Return the state of a contact and the growth of its gap in centimetres, `off 4.1 ± 1.5`."""
    growth = "" if contact.largest_gap_cm is None else f" {plus_minus(contact.largest_gap_cm, 'cm', bare=True)}"
    return f"{_CONTACT_STATES[contact.state]}{growth}"


def first_left(hinge: DowelRepetition) -> DowelContact | None:
    """Return the contact that was lost first; None where none is known to have been lost."""
    return next((contact for contact in hinge.contacts if contact.contact == hinge.first_left), None)


def dowel_depth(depth: DowelDepth) -> str:
    """Return the depth to work to, in a sentence."""
    return f"Work to a trunk lean of {plus_minus(depth.trunk_lean_deg, 'trunk_lean_deg')} with this rod."
