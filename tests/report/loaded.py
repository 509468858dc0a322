"""A lifter with known loads: the analyses of `lifter`, with loads that follow the depth of the hinge."""

from __future__ import annotations

import numpy as np
import polars as pl

from hiphinge.core.measure import Measure
from hiphinge.result import Analysis, LoadBasis, Loads, PublishedLoad, WhatIf, WhatIfName
from tests.report.lifter import depth, make_analysis

PEAKS = {
    "l5s1_compression_n": (500.0, 4400.0, 0.2),
    "l5s1_shear_n": (120.0, 860.0, 0.3),
    "l5s1_moment_nm": (9.0, 205.0, 0.12),
    "hip_moment_nm": (5.0, 255.0, 0.12),
    "knee_moment_nm": (-1.0, -140.0, 0.15),
    "passive_share": (0.001, 0.019, 0.5),
}
"""Value in standing, increase in the deepest posture, and half-width of the interval as a share."""

DEMAND = {
    "gluteus_maximus": (0.44, 0.27, 0.61),
    "hamstrings": (0.58, 0.36, 0.81),
    "adductor_magnus": (0.31, 0.18, 0.45),
    "erector_spinae": (0.72, 0.47, 0.98),
    "abdominal_wall": (0.04, 0.01, 0.09),
    "quadriceps": (0.02, 0.0, 0.06),
}


def make_loads(middle_s: float, *, more: float = 1.0, erector: float = 0.72) -> Loads:
    """Return loads whose peaks are those of `PEAKS` at the middle of a repetition, `more` times as large."""
    peaks = {name: _around(more * (stand + add), share) for name, (stand, add, share) in PEAKS.items()}
    demand = {**DEMAND, "erector_spinae": (erector, erector * 0.65, erector * 1.35)}
    compression, shear, moment = (peaks[name] for name in list(PEAKS)[:3])
    return Loads(
        **peaks,
        compression_over_standing=_around(more * 9.1, 0.2),
        demand={name: value for name, (value, _, _) in demand.items()},
        demand_low={name: low for name, (_, low, _) in demand.items()},
        demand_high={name: high for name, (_, _, high) in demand.items()},
        peak_s=dict.fromkeys([*PEAKS, *DEMAND], middle_s),
        what_if=[
            _what_if("closer", "5 cm closer", 0.93, Measure(-7.2, -9.1, -5.0), compression, shear, moment),
            _what_if(
                "less_rounded", "10 degrees less rounded", 1.01, Measure(0.8, -2.0, 3.1), compression, shear, moment
            ),
            _what_if("lighter", "20 % lighter", 0.89, Measure(-11.4, -13.0, -9.6), compression, shear, moment),
        ],
    )


def make_basis(**changes: object) -> LoadBasis:
    """Return the inputs of the loads: a height and a mass as given, 60 kg in the hands."""
    basis: dict[str, object] = {
        "height_m": Measure(1.78, 1.77, 1.79),
        "mass_kg": Measure(80.0, 79.0, 81.0),
        "height_given": True,
        "mass_given": True,
        "sex_given": False,
        "load_kg": 60.0,
        "where": "hands",
        "hands_seen": True,
        "supported": False,
        "standing_compression_n": Measure(540.0, 410.0, 650.0),
        "notes": ["both legs are taken to bear the same"],
        "published": [
            PublishedLoad(
                what="compression at L5/S1, 10 kg box from the floor", value="4.1 to 5.2 kN", source="a study"
            ),
            PublishedLoad(
                what="shear at L5/S1 of a swing with 16 kg", value="0.3 to 0.5 kN backward", source="a study"
            ),
        ],
    }
    return LoadBasis.model_validate({**basis, **changes})


def make_loaded(*, repetitions: int = 3, spine: bool = True, path: str = "clip.mp4", **changes: object) -> Analysis:
    """Return an analysis with loads, the largest in repetition 2, where the back extensors exceed their strength."""
    analysis = make_analysis(repetitions=repetitions, spine=spine, path=path)
    done = [
        repetition.model_copy(
            update={
                "loads": make_loads(
                    repetition.bottom_s,
                    more=1.1 if repetition.index == 2 else 1.0,
                    erector=1.08 if repetition.index == 2 else 0.72,
                )
            }
        )
        for repetition in analysis.repetitions
    ]
    loaded = analysis.model_copy(update={"repetitions": done, "load_basis": make_basis(**changes)})
    return loaded.with_frames(with_loads(analysis.to_frame(), repetitions))


def with_loads(table: pl.DataFrame, repetitions: int) -> pl.DataFrame:
    """Return the table of frames with the columns of the loads."""
    deep = depth(table["time_s"].to_numpy(), repetitions)
    columns = []
    for name, (stand, add, share) in PEAKS.items():
        value = stand + add * deep
        half = share * np.abs(value)
        columns += [
            pl.Series(name, value),
            pl.Series(f"{name}_low", value - half),
            pl.Series(f"{name}_high", value + half),
        ]
    return table.with_columns(columns)


def _around(value: float, share: float) -> Measure:
    return Measure(value, value - share * abs(value), value + share * abs(value))


def _what_if(
    name: WhatIfName, what: str, factor: float, change: Measure, compression: Measure, shear: Measure, moment: Measure
) -> WhatIf:
    parts = [
        Measure(factor * part.value, factor * part.low, factor * part.high) for part in (moment, compression, shear)
    ]
    return WhatIf(
        name=name,
        what=what,
        l5s1_moment_nm=parts[0],
        l5s1_compression_n=parts[1],
        l5s1_shear_n=parts[2],
        change_percent=change,
    )
