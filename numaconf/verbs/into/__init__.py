"""`numaconf render --into`: what a profile says, written into a file of its platform that exists."""
