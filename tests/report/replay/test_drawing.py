"""What is drawn on one frame, and what is left out where it is not known."""

from __future__ import annotations

import numpy as np

from hiphinge.core.motion import Motion
from hiphinge.report.replay.dowel import ROD
from hiphinge.report.replay.drawing import Painter
from hiphinge.report.replay.strokes import colour_of
from hiphinge.report.table import read
from hiphinge.result import Analysis
from tests.drills.wall.walls import Drilled
from tests.report import rods
from tests.report.lifter import HEIGHT, WIDTH, make_analysis, make_motion, make_table
from tests.report.loaded import make_loaded
from tests.report.pictures import FRAME, SCALE, SIZE, drawn_on, grey, of_colour, outside, painter_of

TIME_S = FRAME / 30


def test_without_landmarks_repetitions_and_faults_the_picture_stays_as_it_is(analysis: Analysis) -> None:
    motion = make_motion(analysis, np.arange(10) / 30)
    nowhere = motion.with_position(np.full_like(motion.position, np.nan), np.zeros_like(motion.confidence))
    picture = grey()
    without = analysis.model_copy(update={"repetitions": []})
    Painter(nowhere, without, read(analysis), SCALE, SIZE).paint(picture, 0, 0.0)
    assert not drawn_on(picture).any()


def test_a_frame_is_drawn_alike_however_long_the_recording(analysis: Analysis) -> None:
    times = np.arange(3000) / 30
    motion = make_motion(analysis, times)
    part = slice(2500, 2600)
    short = Motion.build(
        time_s=times[part], position=motion.position[part], confidence=motion.confidence[part], source=motion.source
    )
    table = read(analysis.with_frames(make_table(times, 3, judged=True)))
    for frame in (2500, 2599):
        pictures = []
        for shown, index in ((motion, frame), (short, frame - 2500)):
            picture = np.full((HEIGHT, WIDTH, 3), 90, dtype=np.uint8)
            painter = Painter(shown, analysis, table, 1.0, (WIDTH, HEIGHT))
            painter.paint_body(picture, painter.skeleton.body(index), None)
            pictures.append(picture)
        assert (pictures[0] == pictures[1]).all()
        assert np.ptp(pictures[0]) > 100


def test_a_frame_after_the_last_landmarks_shows_the_panel_alone(analysis: Analysis) -> None:
    painter, picture = painter_of(analysis), grey()
    painter.paint(picture, 10_000, TIME_S)
    assert drawn_on(picture).any()
    assert not drawn_on(outside(picture, painter.heads_up.covered(TIME_S))).any()


def test_without_a_table_of_frames_the_body_is_drawn_without_angles(analysis: Analysis) -> None:
    read_back = Analysis.model_validate_json(analysis.to_json())
    motion = make_motion(analysis, analysis.to_frame()["time_s"].to_numpy())
    painter = Painter(motion, read_back, read(read_back), SCALE, SIZE)
    picture, body_alone = grey(), grey()
    painter.paint(picture, FRAME, TIME_S)
    painter.paint_body(body_alone, painter.skeleton.body(FRAME), None)
    covered = painter.heads_up.covered(TIME_S)
    assert (outside(picture, covered) == outside(body_alone, covered)).all()


def test_the_spine_is_drawn_in_place_of_the_trunk(analysis: Analysis) -> None:
    colour = colour_of("pelvic_tilt_deg")
    amounts = []
    for shown in (analysis, make_analysis(spine=True)):
        picture = grey()
        painter_of(shown).paint(picture, FRAME, TIME_S)
        amounts.append(of_colour(picture, colour))
    assert amounts[0] == 0
    assert amounts[1] > 20


def test_the_load_stands_in_another_corner_than_the_repetition() -> None:
    with_loads, without = grey(), grey()
    painter = painter_of(make_loaded())
    painter.paint(with_loads, FRAME, TIME_S)
    painter_of(make_analysis(spine=True)).paint(without, FRAME, TIME_S)
    rows, columns = np.nonzero((with_loads != without).any(axis=2))
    right, low = painter.heads_up.panel_at
    assert (columns.mean() < SIZE[0] / 2) == right
    assert (rows.mean() > SIZE[1] / 2) == low
    ((left, top, end, bottom),) = painter.heads_up.covered(TIME_S)
    assert not ((columns >= left) & (columns < end) & (rows >= top) & (rows < bottom)).any()


def test_a_rod_is_drawn_only_where_there_is_one(analysis: Analysis) -> None:
    amounts = []
    for shown in (analysis, rods.drilled()):
        picture = grey()
        painter_of(shown).paint(picture, FRAME, TIME_S)
        amounts.append(of_colour(picture[:, 80:101], ROD))
    assert amounts[0] == 0
    assert amounts[1] > 100, "an upright line at 30 pixels of the clip, which are 90 here"


def test_a_wall_is_drawn_where_it_stands(touched: tuple[Analysis, Motion, Drilled], analysis: Analysis) -> None:
    drill, motion, made = touched
    size = (motion.source.width_px, motion.source.height_px)
    painter = Painter(motion, drill, read(drill), 1.0, size)
    picture = np.full((size[1], size[0], 3), 90, dtype=np.uint8)
    painter.paint(picture, 0, 0.0)
    middle = round(0.5 * size[1])
    column = round(made.wall_px)
    near = picture[middle, column - 2 : column + 3].astype(int)
    assert np.abs(near - colour_of("wall_distance_cm")).max(axis=1).min() < 30
    assert painter_of(analysis).wall is None
