from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

# what the tests of several parts are made of
sys.path.insert(0, str(Path(__file__).parent.parent / "parts"))
# how long an example takes is not what these tests are about
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
