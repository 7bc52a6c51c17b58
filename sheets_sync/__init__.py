"""Schemas, checks, computed columns and the jobs that keep a workbook true to them. Never imports `web`."""
