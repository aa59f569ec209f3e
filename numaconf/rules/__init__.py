"""One short module per rule, in a folder per subject; `registry` lists them all. A module's docstring is its page."""
