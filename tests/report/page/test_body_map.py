"""The body map: how hard each muscle group works, as shades."""

from __future__ import annotations

import numpy as np

from hiphinge.core.quantities import of_group
from hiphinge.report.page import body_map
from tests.report.loaded import make_loads

GROUPS = [muscle.key for muscle in of_group("muscle")]


def luminance(colour: str) -> float:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_colours_darken_all_the_way() -> None:
    shades = [luminance(body_map.colour(share)) for share in np.linspace(0, 1, 41)]
    assert (np.diff(shades) < 0).all()


def test_writing_on_any_shade_can_be_read() -> None:
    for share in np.linspace(0, 1.2, 121).tolist():
        group = body_map.groups(make_loads(1.0, erector=share))[0]
        light, dark = sorted((luminance(group.fill), luminance(group.ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, share


def test_beyond_the_models_strength_is_hatched() -> None:
    quiet, loud = (body_map.groups(make_loads(1.0, erector=share)) for share in (0.99, 1.01))
    assert "url(#beyond-back)" not in body_map.svg(quiet, "back")
    assert body_map.svg(loud, "back").count("url(#beyond-back)") == 2, "both sides of the back extensors"
    assert body_map.colour(1.4) == body_map.colour(1.0)


def test_a_group_that_is_not_known_is_not_drawn() -> None:
    loads = make_loads(1.0)
    demand = {name: value for name, value in loads.demand.items() if name != "hamstrings"}
    groups = body_map.groups(loads.model_copy(update={"demand": demand}))
    assert [group.letter for group in groups] == list("ABCDE")
    drawn = body_map.svg(groups, "side") + body_map.svg(groups, "back")
    assert "hamstrings" not in drawn
    assert drawn.count('data-group="gluteus_maximus"') == 2
    assert "Hamstrings" not in body_map.in_words(groups)


def test_every_group_is_seen_from_one_side_at_least() -> None:
    groups = body_map.groups(make_loads(1.0))
    drawn = body_map.svg(groups, "side") + body_map.svg(groups, "back")
    assert {group.name for group in groups} == set(GROUPS)
    assert all(f'data-group="{name}"' in drawn for name in GROUPS)
