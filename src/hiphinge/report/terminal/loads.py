"""What the lift loaded, as lines of the terminal's summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from hiphinge.core.measure import Measure
from hiphinge.report.words import plus_minus
from hiphinge.result import Analysis, LoadBasis, LoadPlace, Loads

_WHERE: Final[dict[LoadPlace, str]] = {
    "none": "without a weight",
    "hands": "in the hands",
    "back": "on the back",
    "hips": "on the hips",
}

_MUSCLES: Final = {
    "gluteus_maximus": "gluteus maximus",
    "hamstrings": "hamstrings",
    "adductor_magnus": "adductor magnus",
    "erector_spinae": "erector spinae",
    "abdominal_wall": "abdominal wall",
    "quadriceps": "quadriceps",
}


def lines(analysis: Analysis) -> Iterator[Text]:
    """Tell the repetition that loaded the low back most: moment, compression, shear, and the muscles' shares.

    Parameters
    ----------
    analysis
        The analysis; nothing is told where it has no loads.
    """
    told = [(one.index, one.loads) for one in analysis.repetitions if one.loads is not None]
    basis = analysis.load_basis
    if not told or basis is None:
        return
    index, most = max(told, key=lambda case: case[1].l5s1_compression_n.value)
    yield Text.assemble(
        ("Low back at L5/S1", "bold"),
        f", {_weight(basis)}, most in repetition {index}: ",
        f"{plus_minus(most.l5s1_moment_nm, 'Nm')}, compression {plus_minus(_kilo(most.l5s1_compression_n), 'kN')}, "
        f"shear {plus_minus(_kilo(most.l5s1_shear_n), 'kN')}; {plus_minus(most.compression_over_standing, '')} "
        "times the compression of standing.",
    )
    yield Text(f"Share of strength used at most: {_demand(most)}.")
    changes = [f"{one.what}: {plus_minus(one.change_percent, '%')}" for one in most.what_if]
    if changes:
        yield Text(f"What that compression would be with {'; '.join(changes)}.")
    yield Text(
        "± the longer half of the 90 % interval. A model's estimate, for context: not a limit, not safe or unsafe.",
        style="dim",
    )


def _weight(basis: LoadBasis) -> str:
    if basis.where == "none":
        return _WHERE["none"]
    return f"with {basis.load_kg:g} kg {_WHERE[basis.where]}"


def _kilo(one: Measure) -> Measure:
    return Measure(value=one.value / 1000, low=one.low / 1000, high=one.high / 1000)


def _demand(loads: Loads) -> str:
    """The muscle groups, the hardest worked first, with what their share may be at most."""
    ordered = sorted(loads.demand.items(), key=lambda item: -item[1])
    parts = []
    for group, share in ordered:
        low, high = 100 * loads.demand_low[group], 100 * loads.demand_high[group]
        around = Measure(value=100 * share, low=min(low, 100 * share), high=max(high, 100 * share))
        parts.append(f"{_MUSCLES.get(group, group.replace('_', ' '))} {plus_minus(around, '%')}")
    return ", ".join(parts)
