"""About the comments that silence rules."""
