"""One fault at a time on a real line under load: what was lost, what happened twice, how the calls ended.

`python -m tests.chaos` does all of them and prints the table; docs/faults.md.
"""
