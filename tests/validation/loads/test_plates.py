"""The reader of force plates and markers, on tables made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from validation.loads.plates import markers, plates

CORNERS = {
    "POSX_POSY": (0.5, 1.0),
    "NEGX_POSY": (0.5, 0.5),
    "NEGX_NEGY": (0.0, 0.5),
    "POSX_NEGY": (0.0, 1.0),
}
"""A plate whose x is the laboratory's y and whose y is its x, so that its z points down, metres."""


def plate(target: Path, force: tuple[float, float, float], pressed: tuple[float, float]) -> Path:
    """A plate on which a force (its own axes, what the foot does) presses at a place of its own, metres."""
    moment = np.cross([*pressed, 0.0], force)
    lines = ["NO_OF_SAMPLES\t2", "FREQUENCY\t100"]
    for name, (x, y) in CORNERS.items():
        places = (1000 * x, 1000 * y, 0.0)
        lines += [f"FORCE_PLATE_CORNER_{name}_{axis}\t{place}" for axis, place in zip("XYZ", places, strict=True)]
    lines.append("Sample\tTime\tForce_X\tForce_Y\tForce_Z\tMoment_X\tMoment_Y\tMoment_Z")
    lines += ["\t".join(str(value) for value in (i, i / 100, *force, *moment)) + "\t" for i in range(2)]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def test_force_and_pressure_are_the_laboratorys(tmp_path: Path) -> None:
    found = plates(plate(tmp_path / "a.tsv", (10.0, 0.0, 700.0), (0.1, -0.05)))
    # Along the plate's x is the laboratory's y, and the plate answers.
    assert found.force_n[0] == pytest.approx([0.0, -10.0, 700.0])
    x, y = -found.moment_nm[0, 1] / 700, found.moment_nm[0, 0] / 700
    assert (x, y) == pytest.approx((0.25 - 0.05, 0.75 + 0.1))


def test_plates_add_up(tmp_path: Path) -> None:
    one = plate(tmp_path / "a.tsv", (0.0, 0.0, 300.0), (0.0, 0.0))
    both = plates(one, plate(tmp_path / "b.tsv", (0.0, 0.0, 400.0), (0.1, 0.0)))
    assert both.force_n[:, 2] == pytest.approx([700.0, 700.0])


def test_markers_are_named_and_in_metres(tmp_path: Path) -> None:
    source = tmp_path / "m.tsv"
    head = "NO_OF_MARKERS\t2\nMARKER_NAMES\t1 - Head\t2 - L_Hip\nFrame\tTime\ta\tb\tc\td\te\tf\n"
    source.write_text(head + "1\t0.0\t1\t2\t3\t0\t0\t0\n2\t0.01\t1000\t2\t3\t4\t5\t6\n", encoding="utf-8")
    time_s, found = markers(source)
    assert time_s == pytest.approx([0.0, 0.01])
    assert found["Head"][1] == pytest.approx([1.0, 0.002, 0.003])
    assert np.isnan(found["L_Hip"][0]).all()


def test_another_table_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "m.tsv"
    source.write_text("nothing\there\n", encoding="utf-8")
    with pytest.raises(ValueError, match="expected a table with the column Frame"):
        markers(source)
