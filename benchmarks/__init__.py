"""What measures speed and quality, apart from the tests: `python -m benchmarks.NAME`."""
