"""`numaconf init`: a profile to start from, with the reason of every choice.

`policies.py` chooses by purpose, machine and version; `reserve.py` what the node keeps for itself; `draft.py` puts it
together and proves it; `text.py` writes it.
"""
