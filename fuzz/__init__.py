"""Fuzzing: whatever bytes come in, a reader gives a value or says why not, soon."""
