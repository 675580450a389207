"""Faults, counted: make bench-faults."""
