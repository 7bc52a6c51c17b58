"""The cells of one sheet: how they are cut into pieces, read and written.

A sheet is an ordered list of row blocks; in a block every column with content has one `Chunk`. Rows have no stored
number: a row's number is the sum of the rows of the blocks before it, so inserting rows at the top touches the list
of blocks only. Columns have ids that never change, so moving one touches the list of columns only.

This layer knows tokens (the JSON text of a cell's value), style ids and formula texts. It does not know A1, formats,
requests, users or SQL: chunks come from and go to a `ChunkStore`.
"""
