"""The drawing on one frame: wall, skeleton with angles and low back, rod, repetition, fault and load."""

from __future__ import annotations

import numpy as np

from hiphinge.core.motion import Motion
from hiphinge.report.replay.angles import AnglePainter
from hiphinge.report.replay.dowel import RodPainter
from hiphinge.report.replay.heads_up import HeadsUp
from hiphinge.report.replay.loads import LoadSign
from hiphinge.report.replay.low_back import LowBackLine, LowBackPainter
from hiphinge.report.replay.skeleton import Body, Skeleton
from hiphinge.report.replay.sprites import Picture, Type
from hiphinge.report.replay.wall import wall_sign
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis


class Painter:
    """Draws on the frames of one recording, in place.

    Nothing is computed in advance for all frames: a frame's points are placed when it is painted.

    Parameters
    ----------
    motion
        The landmarks, in pixels of the analysed picture.
    analysis
        The analysis of the motion.
    table
        The table of frames of the analysis; may have no rows.
    scale
        Size of an analysed pixel in the picture drawn on, pixels.
    size
        Width and height of the picture drawn on, in pixels.
    """

    def __init__(
        self, motion: Motion, analysis: Analysis, table: FrameTable, scale: float, size: tuple[int, int]
    ) -> None:
        em = 0.036 * float(np.sqrt(size[0] * size[1]))
        stroke = max(2, round(0.13 * em))
        self._frames = len(table)
        self.skeleton = Skeleton(motion, scale, size, stroke)
        self.low_back = LowBackPainter(analysis, table, self.skeleton)
        self.angles = AnglePainter(table, self.skeleton, Type.of(max(7.0, 0.72 * em)))
        self.rod = RodPainter(analysis, table, scale, stroke)
        self.wall = wall_sign(motion, analysis, scale, size)
        self.heads_up = HeadsUp(analysis, table, self.skeleton, size, em)
        self.load = LoadSign(table, size, self.heads_up.panel_at)

    def paint(self, picture: Picture, index: int, time_s: float) -> None:
        """Draw everything on one frame.

        Parameters
        ----------
        picture
            The frame, RGB, shape (height, width, 3), changed in place.
        index
            The index of the frame in the motion.
        time_s
            Its time in seconds.
        """
        if self.wall is not None:
            self.wall.paint(picture, index, time_s)
        if index < len(self.skeleton.position):
            body = self.skeleton.body(index)
            low_back = self.low_back.at(body, index)
            self.paint_body(picture, body, low_back)
            self.rod.paint(picture, index)
            if index < self._frames:
                self.angles.paint(picture, body, low_back, index, self.heads_up.covered(time_s))
        self.heads_up.paint(picture, index, time_s)
        self.load.paint(picture, index)

    def paint_body(self, picture: Picture, body: Body, low_back: LowBackLine | None) -> None:
        """Draw the skeleton, with the spine instead of the trunk where it is known."""
        self.skeleton.draw_bones(picture, body, trunk=low_back is None)
        if low_back is not None:
            self.low_back.draw(picture, low_back)
        self.skeleton.draw_joints(picture, body)
