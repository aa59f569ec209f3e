"""Pods against a node: hints, merge, allocation."""
