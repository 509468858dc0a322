"""What all tests share: the same examples in every run, and the bundled clip analysed once."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("search", max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
