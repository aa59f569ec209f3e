"""Descriptions of machines that other programs write, read into a `Machine`. One module for each format."""
