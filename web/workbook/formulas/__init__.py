"""Formulas: what they refer to, how they move with rows and columns, and what they come to.

`references` is pure text work. `engine` is the only module that knows formualizer. `recalculate` decides which
formulas of a spreadsheet an edit touches and stores their results. A spreadsheet without formulas never gets here.
"""
