"""Rules about the topology manager."""
