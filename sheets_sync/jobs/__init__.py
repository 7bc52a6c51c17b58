"""One file per job: the only place that joins pure code to I/O.

`street` holds what every job works with, `reading` reads the tabs; the others are the jobs themselves.
"""
