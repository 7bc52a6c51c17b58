"""`python -m web`: serve forms, staff grid and board; `python -m web workbook`: only the Sheets v4 service."""

from __future__ import annotations

import logging
import signal
import sys
from datetime import timedelta
from pathlib import Path
from types import FrameType

import click
from waitress.server import create_server

from sheets_sync.config import load_settings
from sheets_sync.errors import SheetsSyncError
from web.app import create_app
from web.context import gridbook

THREADS = 32


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.pass_context
def main(context: click.Context, host: str, port: int) -> None:
    """Serve forms, staff grid and board, and the local workbook when it is in use."""
    if context.invoked_subcommand is None:
        serve(host, port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", required=True, type=int, help="Port to listen on.")
@click.option(
    "--data", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of the workbooks."
)
@click.option("--token", required=True, help="Bearer token that callers send.")
@click.option("--quota", type=click.Choice(["google"]), default=None, help="Hold callers to this quota.")
@click.option("--faults", is_flag=True, help="Let callers switch on faults, for tests.")
@click.option("--history-days", default=90, show_default=True, type=click.IntRange(min=1), help="Keep the log so long.")
def workbook(  # noqa: PLR0913 - one argument for each option
    host: str, port: int, data: Path, token: str, quota: str | None, *, faults: bool, history_days: int
) -> None:
    """Serve the Sheets v4 API and nothing else. Who sends the token owns all spreadsheets of the folder."""
    from web.workbook import create_app as create_workbook
    from web.workbook import server

    weather = server.google_weather(quota=quota is not None, faults=faults)
    kept = timedelta(days=history_days)
    app = create_workbook(data, tokens={token: server.OWNER}, weather=weather, history_kept=kept)
    server.server_of(app, host, port).run()


def serve(host: str, port: int) -> None:
    """Serve until the process is told to end. Requests that are being answered are answered first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        app = create_app(load_settings())
    except SheetsSyncError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    server = create_server(app, host=host, port=port, threads=THREADS)
    signal.signal(signal.SIGTERM, _end)
    click.echo(f"http://{host}:{server.effective_port}/")
    server.run()
    with app.app_context():
        gridbook().database.close()


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main()
