"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A loaded machine is slow, and that is no defect: nothing here is timed.
settings.register_profile("numaconf", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("numaconf")
