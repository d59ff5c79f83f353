"""Measuring what the toolkit promises: loads, faults, and reports of figures beside targets.

Nothing here imports Django: what measures must not be what is measured.
"""
