"""Text to plain values, and routes in those values back to places in the text."""
