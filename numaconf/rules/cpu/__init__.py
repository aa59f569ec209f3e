"""Rules about CPUs: the CPU manager, its options, and reserved CPUs."""
