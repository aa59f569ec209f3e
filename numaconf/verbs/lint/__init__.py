"""`numaconf lint`: one file, many files, ignore comments, fixes."""
