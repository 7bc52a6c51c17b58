"""Tests of the workbook service."""
