"""What the program does, one module a verb, without click."""
