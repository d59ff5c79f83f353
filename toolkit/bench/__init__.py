"""Measuring what the toolkit promises: loads, faults, and reports of figures beside targets.

What measures the live path imports no Django: it must not be what is measured.
"""
