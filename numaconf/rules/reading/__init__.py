"""Rules that reading a document may break."""
