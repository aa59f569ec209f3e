"""Rules about memory: reservedMemory, the memory manager, reservations and eviction thresholds."""
