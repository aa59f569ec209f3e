"""What holds for all tests.

Random search draws the same examples in every run, so that a red test is about the change in front of one. A free
search is `make search` (and `.ci/run`): HYPOTHESIS_PROFILE=search.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A loaded machine is slow, and that is no defect: nothing here is timed.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", settings.get_profile("same"), derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
