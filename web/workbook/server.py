"""The service as a process of its own."""

from __future__ import annotations

from pathlib import Path

from waitress import serve as serve_wsgi

from web.workbook import Principal, create_app

THREADS = 32


def serve(host: str, port: int, data: Path, token: str, quota: str = "", faults: bool = False) -> None:
    """Serve the spreadsheets of a folder until the process is ended; who sends `token` owns them all."""
    if quota or faults:
        raise NotImplementedError("quota and faults are not served yet")
    app = create_app(data, tokens={token: Principal("owner@localhost", "owner")})
    serve_wsgi(app, host=host, port=port, threads=THREADS, channel_timeout=300)
