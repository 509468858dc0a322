"""What an observer keeps of drawn pictures, as if they had been read with the person in them."""

from __future__ import annotations

import numpy as np

from hiphinge.core.motion import Motion
from hiphinge.pose.estimator import Pose
from hiphinge.pose.observer import Observer
from hiphinge.recordings.frames import open_frames


def observed(observer: Observer, motion: Motion) -> Motion:
    """The motion with what the observer kept of the pictures in the folder at the motion's path, one a frame."""
    flip = np.array([1.0 if motion.source.facing == "right" else -1.0, -1.0], dtype=np.float32)
    with open_frames(motion.source.path, max_rate_hz=1000.0) as frames:
        for frame in frames:
            pose = Pose(motion.position[frame.index] * flip, motion.confidence[frame.index])
            observer.observe(frame.image, float(motion.time_s[frame.index]), pose)
    return motion.with_observations({observer.name: observer.observation()})
