"""What leaders look at: the figures of a scope and of those below it, and the rows behind every figure.

Read from the mirror and rendered on the server, so that it works on any phone and any projector, and prints.
"""

from web.board.views import board

__all__ = ["board"]
