"""What is wrong with a NumaProfile before, or while, something is made of it."""
