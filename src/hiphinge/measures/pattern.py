"""Hinge or squat, as a continuum with reasons, for a repetition and for the set.

The index measures how much of the bend comes from the trunk tipping over the hips and how much from the knees. It
combines two measures: the trunk's share of trunk and knee excursion, and the ratio of hip to knee excursion. Both are
independent of depth, so a shallow hinge is still a hinge. The anchors are published values: good mornings have a
hip:knee ratio of 7.5, competition deadlifts 1.7 to 2.1, squats and squat-style deadlifts about 1 (Schellenberg 2013;
Escamilla 2000; tables of excursions in both).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.core.motion import distance
from hiphinge.movement.kinematics import ANGLES, INCLINATIONS, AngleName, Kinematics
from hiphinge.movement.repetitions import LYING_TRUNK_DEG, MIN_TRUNK_THIGH_DEG, RepetitionSpan
from hiphinge.movement.spine import Spine
from hiphinge.result import Pattern, PatternName

TRUNK_SHARE_ENDS: Final = (0.25, 0.60)
"""Trunk share of a squat and of a hinge at which the index saturates."""

RATIO_ENDS: Final = (0.8, 2.5)
"""Hip:knee ratio at which the index saturates."""

SHARE_WEIGHT: Final = 0.6
"""Weight of the trunk's share in the index; the ratio has the rest."""

SQUAT_BELOW: Final = 0.40
"""An index below this is a squat."""

HINGE_ABOVE: Final = 0.66
"""An index above this is a hinge; between the two limits the pattern is mixed."""

SMALL_KNEE_DEG: Final = 5.0
"""Knee excursions below this are noise; shares and ratios are computed as if they were this large."""

LEAN_OF_NO_SQUAT_DEG: Final = 58.0
"""A trunk that leans further than this is not that of a squat (parallel squats lean 30-50°)."""

LUNGE_KNEE_DEG: Final = 75.0
LUNGE_TRUNK_DEG: Final = 8.0
"""A knee bent further than `LUNGE_KNEE_DEG` under a trunk that leans less than `LUNGE_TRUNK_DEG` is not balanced on two
flat feet: the hips would be behind the heels."""

STOOP_LUMBAR_DEG: Final = 25.0
STOOP_LUMBAR_SHARE: Final = 0.35
"""Smallest flexion of the low back in a stoop, and its smallest share of the bend: it takes 0.37 of a full forward bend
(Esola 1996, Spine 21:71) and less than 0.3 of a hinge."""

STRAIGHT_LUMBAR_DEG: Final = 15.0
"""A low back that bends by less than this stayed straight: within the day-to-day change of lordosis (Laird 2016)."""

STOOP_STRAIGHT_DEG: Final = 35.0
"""Knee excursion of a stoop whose low back is known is smaller than this."""

UPRIGHT_SHINS_DEG: Final = 12.0
"""Lean of the shins up to which they are near upright, degrees."""

STOOP_KNEE_DEG: Final = 25.0
STOOP_CHORD: Final = 0.90
STOOP_NECK_DEG: Final = 30.0
"""A stoop whose low back is unknown has a knee excursion below `STOOP_KNEE_DEG`, a hip–shoulder distance of no more
than `STOOP_CHORD` of the extended one, and a head that hangs by `STOOP_NECK_DEG` or more."""

HIDDEN_HIP_SIGMA_DEG: Final = 12.0
"""Standard error of hip flexion where the thigh was hidden and the trunk–thigh angle is used instead (proposal)."""

CORE_BAND: Final = 0.2
"""Frames within this share of the excursion of an end posture represent that posture."""


@dataclass(frozen=True, slots=True)
class Excursion:
    """Changes of the angles from the extended to the deepest posture of a repetition, degrees; NaN where not seen.

    Names that begin with `deepest` or `extended` are angles in the deepest or the extended posture;
    `deepest_lumbar_low` is the lower end of the low back's interval in the deepest one.
    `sigma_hip`, `sigma_knee` and `sigma_trunk` are the standard errors of those excursions.
    `back` and `down` are the travel of the hips relative to the ankles, trunk lengths; `chord` is the hip–shoulder
    distance in the deepest posture over that in the extended one; `head_drop_deg` is the head's angle forward of the
    trunk's line.
    """

    hip: float
    knee: float
    shank: float
    trunk: float
    deepest_trunk: float
    extended_trunk: float
    back: float
    down: float
    chord: float
    head_drop_deg: float
    sigma_hip: float
    sigma_knee: float
    sigma_trunk: float
    pelvis: float = math.nan
    lumbar: float = math.nan
    deepest_pelvis: float = math.nan
    deepest_lumbar_low: float = math.nan


def excursions(
    kinematics: Kinematics, repetitions: Sequence[RepetitionSpan], trunk_thigh: FloatArray, spine: Spine | None = None
) -> list[Excursion]:
    """Return the excursion of each repetition, from medians over its two end postures.

    Parameters
    ----------
    kinematics
        Angles and points of the recording.
    repetitions
        Its repetitions.
    trunk_thigh
        Trunk–thigh angle, degrees, shape (frames,), as in `hiphinge.movement.repetitions.trunk_thigh_deg`.
    spine
        Pelvis and low back, where they are known.
    """
    points = kinematics.points
    curves = [kinematics.curves[name] for name in ANGLES]
    paths = np.stack(
        [
            *(curve.value for curve in curves),
            *(_of_a_change(kinematics, name) for name in ANGLES),
            *(points.hip - points.ankle).T,
            distance(points.hip, points.shoulder),
            kinematics.head_drop_deg,
            *_spine_paths(spine, len(kinematics)),
        ]
    )
    share = kinematics.errors.change_share
    return [
        _excursion(
            paths[:, repetition.frames], trunk_thigh[repetition.frames], float(trunk_thigh[repetition.top]), share
        )
        for repetition in repetitions
    ]


def _of_a_change(kinematics: Kinematics, name: AngleName) -> FloatArray:
    """Return the half width of an angle's interval without the camera's roll, which is the same in every frame."""
    curve = kinematics.curves[name]
    half = curve.high - curve.value
    roll = Z90 * kinematics.roll_sigma_deg if name in INCLINATIONS else 0.0
    return np.sqrt(np.maximum(half**2 - roll**2, 0.0)) if roll else half


def _spine_paths(spine: Spine | None, frames: int) -> list[FloatArray]:
    """Return pelvis, low back, and the low back's lower bound, degrees, each of shape (frames,); NaN if unknown."""
    if spine is None:
        return [np.full(frames, np.nan)] * 3
    lumbar = spine.curves["lumbar_flexion_deg"]
    return [spine.curves["pelvic_tilt_deg"].value, lumbar.value, lumbar.low]


def _excursion(paths: FloatArray, trunk_thigh: FloatArray, extended: float, share: float) -> Excursion:
    """Return the excursion of one repetition from its paths, (quantities, frames), and trunk–thigh angle, (frames,).

    Errors common to both postures cancel in it; `share` of a single angle's standard error remains.
    """
    deepest = float(trunk_thigh.max())
    band = max(CORE_BAND * (deepest - extended), 3.0)
    deep = medians(paths[:, trunk_thigh >= deepest - band].T)
    straight = medians(paths[:, trunk_thigh <= extended + band].T)
    change = (deep - straight).tolist()
    trunk, hip, knee, shank = change[:4]
    sigma_trunk, sigma_hip, sigma_knee, _ = (share / Z90 * deep[4:8]).tolist()
    return Excursion(
        hip=hip if math.isfinite(hip) else deepest - extended,
        knee=knee,
        shank=shank,
        trunk=trunk,
        deepest_trunk=float(deep[0]),
        extended_trunk=float(straight[0]),
        back=-change[8],
        down=-change[9],
        chord=float(deep[10] / straight[10]),
        head_drop_deg=float(deep[11]),
        sigma_hip=sigma_hip if math.isfinite(sigma_hip) else share * HIDDEN_HIP_SIGMA_DEG,
        sigma_knee=sigma_knee,
        sigma_trunk=sigma_trunk,
        pelvis=change[12],
        lumbar=change[13],
        deepest_pelvis=float(deep[12]),
        deepest_lumbar_low=float(deep[14]),
    )


def posture(kinematics: Kinematics, spine: Spine) -> Excursion | None:
    """Return the posture of a still picture as an excursion from standing; None where it is upright or not seen.

    This is for recordings too short to hold a repetition. Standing is taken as zero in every angle, so the intervals of
    the single angles count in full; pelvis and low back are relative to the population.
    """
    curves = [kinematics.curves[name] for name in ANGLES]
    columns = [part for curve in curves for part in (curve.value, curve.high - curve.value)]
    trunk, s_trunk, hip, s_hip, knee, s_knee, shank, _ = medians(np.column_stack(columns)).tolist()
    lying = trunk < -LYING_TRUNK_DEG
    if not np.isfinite(trunk) or not (lying or hip >= MIN_TRUNK_THIGH_DEG):
        return None
    return Excursion(
        hip=hip,
        knee=knee,
        shank=shank,
        trunk=trunk,
        deepest_trunk=trunk,
        extended_trunk=trunk if lying else 0.0,
        back=float("nan"),
        down=float("nan"),
        chord=float("nan"),
        head_drop_deg=float("nan"),
        sigma_hip=s_hip / Z90,
        sigma_knee=s_knee / Z90,
        sigma_trunk=s_trunk / Z90,
        pelvis=float(medians(spine.curves["pelvic_tilt_deg"].value[:, None])[0]),
        lumbar=float(medians(spine.curves["lumbar_flexion_deg"].value[:, None])[0]),
        deepest_pelvis=float(medians(spine.curves["pelvic_tilt_deg"].value[:, None])[0]),
        deepest_lumbar_low=float(medians(spine.curves["lumbar_flexion_deg"].low[:, None])[0]),
    )


def hip_knee_ratio(excursion: Excursion) -> Measure | None:
    """Return hip excursion over knee excursion with its 90 % interval, or None where the knee was not seen."""
    if not math.isfinite(excursion.knee) or not math.isfinite(excursion.hip):
        return None
    knee = max(excursion.knee, SMALL_KNEE_DEG)
    hip = max(excursion.hip, 0.0)
    value = hip / knee
    spread = value * math.hypot(excursion.sigma_hip / max(hip, 1.0), excursion.sigma_knee / knee)
    half = Z90 * spread
    return Measure(value=value, low=max(value - half, 0.0), high=value + half)


def trunk_share(excursion: Excursion) -> Measure | None:
    """Return the trunk's share of the bend of trunk and knees, per cent, with its 90 % interval; None if not seen."""
    if not math.isfinite(excursion.knee) or not math.isfinite(excursion.trunk):
        return None
    trunk, knee = max(excursion.trunk, 0.0), max(excursion.knee, SMALL_KNEE_DEG)
    both = trunk + knee
    spread = math.hypot(knee * excursion.sigma_trunk, trunk * excursion.sigma_knee) / both**2
    value, half = 100 * trunk / both, 100 * Z90 * spread
    return Measure(value=value, low=max(value - half, 0.0), high=value + half)


def pattern_of(excursion: Excursion, *, oblique: bool = False) -> Pattern:
    """Return the pattern of one repetition with its index and reasons.

    `oblique` says that the angles come from an oblique view, which is then among the reasons.
    """
    if abs(excursion.extended_trunk) > LYING_TRUNK_DEG:
        return Pattern(name="bridge", hinge_index=None, reasons=["the trunk lies or leans on a support"])
    ratio = hip_knee_ratio(excursion)
    if ratio is None:
        if excursion.deepest_trunk >= LEAN_OF_NO_SQUAT_DEG:
            lean = f"the trunk leaned {excursion.deepest_trunk:.0f}°, further than in any squat; the knees were hidden"
            return Pattern(name="hinge", hinge_index=None, reasons=[lean])
        return Pattern(name="unknown", hinge_index=None, reasons=["the knees were hidden"])
    if not math.isfinite(excursion.trunk):
        return Pattern(name="unknown", hinge_index=None, reasons=["the trunk was hidden"])
    if excursion.knee > LUNGE_KNEE_DEG and excursion.deepest_trunk < LUNGE_TRUNK_DEG:
        upright = f"the trunk stayed upright ({excursion.deepest_trunk:.0f}°) over a knee bent by {excursion.knee:.0f}°"
        return Pattern(name="unknown", hinge_index=None, reasons=[f"{upright}: a lunge, or a body that is held"])
    index = hinge_index(excursion.trunk, excursion.knee, ratio.value)
    reasons = _reasons(excursion, ratio.value)
    if oblique:
        reasons.append("seen obliquely: these figures are rough")
    return Pattern(name=_name(excursion, index), hinge_index=index, reasons=reasons)


def hinge_index(trunk_deg: float, knee_deg: float, ratio: float) -> float:
    """Return the index, 0 (all squat) to 1 (all hinge), from trunk and knee excursion and the hip:knee ratio."""
    trunk, knee = max(trunk_deg, 0.0), max(knee_deg, SMALL_KNEE_DEG)
    share = _scaled(trunk / (trunk + knee), *TRUNK_SHARE_ENDS)
    by_ratio = _scaled(math.log(max(ratio, 1e-3)), *(math.log(end) for end in RATIO_ENDS))
    return SHARE_WEIGHT * share + (1 - SHARE_WEIGHT) * by_ratio


def _scaled(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _name(excursion: Excursion, index: float) -> PatternName:
    if _stooped(excursion):
        return "stoop"
    if index < SQUAT_BELOW and excursion.deepest_trunk < LEAN_OF_NO_SQUAT_DEG:
        return "squat"
    return "hinge" if index > HINGE_ABOVE else "mixed"


def _stooped(excursion: Excursion) -> bool:
    """Return whether the lifter bent the low back over straight legs.

    The criterion is the low back where it is known; where it is unknown or did not stay straight, a hip–shoulder line
    that shortened and a head that hung are sufficient.
    """
    known = math.isfinite(excursion.lumbar) and math.isfinite(excursion.pelvis)
    # A pull that starts and stays rounded hardly changes the low back, which is bent all the same.
    low = excursion.deepest_lumbar_low
    if low >= max(STOOP_LUMBAR_DEG, STOOP_LUMBAR_SHARE * (excursion.deepest_pelvis + low)):
        return excursion.knee < STOOP_STRAIGHT_DEG
    if known and excursion.lumbar >= max(STOOP_LUMBAR_DEG, STOOP_LUMBAR_SHARE * (excursion.pelvis + excursion.lumbar)):
        return excursion.knee < STOOP_STRAIGHT_DEG
    curled = excursion.chord <= STOOP_CHORD and excursion.head_drop_deg >= STOOP_NECK_DEG
    straight = known and excursion.lumbar < STRAIGHT_LUMBAR_DEG
    return curled and not straight and excursion.knee < STOOP_KNEE_DEG


def _reasons(excursion: Excursion, ratio: float) -> list[str]:
    hip_half, knee_half, trunk_half = (
        Z90 * s for s in (excursion.sigma_hip, excursion.sigma_knee, excursion.sigma_trunk)
    )
    hips = f"trunk and thighs closed by {excursion.hip:.0f}° ± {hip_half:.0f}°"
    reasons = [
        f"{hips}, the knees bent by {excursion.knee:.0f}° ± {knee_half:.0f}°: {ratio:.1f} to 1",
        f"the trunk tipped {excursion.trunk:.0f}° ± {trunk_half:.0f}° further than at the top",
    ]
    if math.isfinite(excursion.shank):
        reasons.append(_shins(excursion.shank))
    if math.isfinite(excursion.back) and math.isfinite(excursion.down):
        (first, most), (second, least) = sorted(
            (("back", excursion.back), ("down", excursion.down)), key=lambda way: -way[1]
        )
        reasons.append(f"the hips went {first} more than {second} ({most:.2f} and {least:.2f} trunk lengths)")
    if math.isfinite(excursion.lumbar) and math.isfinite(excursion.pelvis):
        did = "arched" if round(excursion.lumbar) < 0 else "bent"
        reasons.append(
            f"the pelvis tipped by {excursion.pelvis:.0f}°, the low back {did} by {abs(excursion.lumbar):.0f}°"
        )
    elif _stooped(excursion):
        reasons.append("over straight legs the hip-shoulder line shortened and the head hung: the back was bent")
    return reasons


def _shins(lean_deg: float) -> str:
    if lean_deg > UPRIGHT_SHINS_DEG:
        return f"the shins leaned forward (by {lean_deg:.0f}°)"
    back = "leaning back by" if round(lean_deg) < 0 else "within"
    return f"the shins stayed near upright ({back} {abs(lean_deg):.0f}°)"


def pattern_of_set(patterns: list[Pattern]) -> Pattern:
    """Return the pattern of the set: that of most repetitions, with the median index and its changes named."""
    known = [pattern for pattern in patterns if pattern.name != "unknown"]
    if not known:
        reasons = patterns[0].reasons if patterns else ["no repetition was found"]
        return Pattern(name="unknown", hinge_index=None, reasons=reasons)
    names = [pattern.name for pattern in known]
    indices = [pattern.hinge_index for pattern in known if pattern.hinge_index is not None]
    index = float(np.median(indices)) if indices else None
    name = max(set(names), key=lambda n: (names.count(n), n))
    typical = min(
        (pattern for pattern in known if pattern.name == name),
        key=lambda pattern: abs((pattern.hinge_index or 0.0) - (index or 0.0)),
    )
    reasons = list(typical.reasons)
    for i, (pattern, previous) in enumerate(zip(patterns[1:], patterns, strict=False), start=2):
        if pattern.name == "squat" and previous.name == "hinge":
            reasons.append(f"at repetition {i} the hinge turned into a squat")
    return Pattern(name=name, hinge_index=index, reasons=reasons)
