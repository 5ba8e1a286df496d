"""For those who run the line: is it well, what does it do, and what keeps its data.

Stands beside app.py, above all rooms.
"""
