"""The command line on the nursery's workbook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from sheets_sync.cli import main
from tests.nursery import Nursery, nursery, open_nursery

__all__ = ["nursery", "open_nursery"]

Run = Callable[..., Result]


@pytest.fixture
def run(nursery: Nursery) -> Run:
    """Run a command on the nursery of this test."""

    def call(*arguments: str) -> Result:
        settings = nursery.settings
        given = ["--workbook", settings.workbook, "--schemas", settings.schemas, "--data", settings.data, *arguments]
        return CliRunner().invoke(main, given, catch_exceptions=False)

    return call
