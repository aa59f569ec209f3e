"""What people reported in public, put again to numaconf: one file of `reports/` for each thread.

The inputs are reconstructions of ours: the same structure and the same mistake, other names. `python -m tests.field
[NAME…]` shows what is said today; with `--write` it becomes the answer that the tests ask for: read the difference.
"""
