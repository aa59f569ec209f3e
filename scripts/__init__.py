"""Scripts that make files of this tree from other files."""
