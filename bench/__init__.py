"""Benchmarks: each prints ratios, none is a test. A figure in milliseconds says more about the machine than about the code."""
