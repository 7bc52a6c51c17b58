"""The nursery's workbook for the tests of the command line."""

from tests.nursery import nursery, open_nursery

__all__ = ["nursery", "open_nursery"]
