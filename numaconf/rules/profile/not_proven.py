"""A rendering that does not read back as it was meant

What
    Every rendering is read back as its platform reads it. Here a field of the profile did not have its value there.

Why
    Then the node would not do what the profile says. Either the value cannot survive that platform's formats, or
    numaconf has a bug: please report it.

Versions
    All.

Source
    The self-proof of `numaconf render`.
"""
