"""The loads of the lift, as lines of the terminal's summary."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from hiphinge.core.quantities import of_group
from hiphinge.report import load_words
from hiphinge.report.numbers import plus_minus
from hiphinge.result import Analysis, LoadBasis, Loads


def lines(analysis: Analysis) -> Iterator[Text]:
    """Yield the loads of the repetition that loaded the low back most, and the muscles' shares of their strength.

    Parameters
    ----------
    analysis
        The analysis; without loads there are no lines.
    """
    loaded = [(rep.index, rep.loads) for rep in analysis.repetitions if rep.loads is not None]
    basis = analysis.load_basis
    if not loaded or basis is None:
        return
    index, most = max(loaded, key=lambda case: case[1].l5s1_compression_n.value)
    yield Text.assemble(
        ("Low back at L5/S1", "bold"),
        f", {_weight(basis)}, most in repetition {index}: ",
        f"moment {plus_minus(most.l5s1_moment_nm, 'l5s1_moment_nm')}, "
        f"compression {plus_minus(most.l5s1_compression_n, 'l5s1_compression_n')}, "
        f"shear {plus_minus(most.l5s1_shear_n, 'l5s1_shear_n')}; "
        f"{plus_minus(most.compression_over_standing, 'ratio')} times the compression in standing.",
    )
    yield Text(f"Largest share of strength used: {_demand(most)}.")
    changes = [f"{change.what}: {plus_minus(change.change_percent, 'percent')}" for change in most.what_if]
    if changes:
        yield Text(f"How that compression would change: {'; '.join(changes)}.")
    yield Text(
        "± the longer half of the 90 % interval. A model's estimate, for context: not a limit, not safe or unsafe.",
        style="dim",
    )


def _weight(basis: LoadBasis) -> str:
    place = load_words.LOAD_PLACES[basis.where]
    return place if basis.where == "none" else f"with {basis.load_kg:g} kg {place}"


def _demand(loads: Loads) -> str:
    """Return the muscle groups with their largest shares of strength, the largest first."""
    shares = [(muscle, load_words.demand(loads, muscle.key)) for muscle in of_group("muscle")]
    known = [(muscle, share) for muscle, share in shares if share is not None]
    ordered = sorted(known, key=lambda case: -case[1].value)
    return ", ".join(f"{muscle.short} {plus_minus(share, muscle.key)}" for muscle, share in ordered)
