"""Forms, staff grid, board and the local workbook service, all in Flask."""
