"""From paths to subjects: what a file is, and which documents a platform reads together."""
