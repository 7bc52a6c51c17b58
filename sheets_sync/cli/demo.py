"""demo: one invented street in a local workbook, and, with --serve, everything started around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sheets_sync.cli.main import SettingsOf, progress
from sheets_sync.jobs.demo import DemoSize
from sheets_sync.jobs.make_demo import make_demo
from sheets_sync.jobs.serve import run_apart, serve

SIGN_INS = Path("build/demo.json")


@click.command()
@click.option("--households", type=click.IntRange(500, 200_000), help="size of the street; 57000 when not given")
@click.option("--seed", type=int, help="another street of the same size; 1 when not given")
@click.option("--port", default=8000, show_default=True, help="where the sign-in links point to")
@click.option("--serve", "serving", is_flag=True, help="start web and sync too, and stay until Ctrl-C")
@click.pass_obj
def demo(settings: SettingsOf, households: int | None, seed: int | None, port: int, serving: bool) -> None:
    """Make the invented street (or take the one that is there) and print three sign-ins."""
    given = settings()
    if serving:
        run_apart(given, ["demo", "--port", str(port), *_given("--households", households), *_given("--seed", seed)])
        serve(given, port, ready=lambda: _print(json.loads(SIGN_INS.read_text(encoding="utf-8"))))
        return
    with progress("demo") as tell:
        _print(make_demo(given, DemoSize.of(households, seed), f"http://127.0.0.1:{port}", SIGN_INS, tell))


def _given(option: str, value: int | None) -> list[str]:
    return [] if value is None else [option, str(value)]


def _print(sign_ins: dict[str, Any]) -> None:
    click.echo(f"Ready: {sign_ins['url']}   (also in {SIGN_INS})")
    for role, values in sign_ins.items():
        if isinstance(values, dict) and "link" in values:
            click.echo(f"  {role:<8} {values['link']}   last four digits {values['pin']}")
        elif isinstance(values, dict):
            click.echo(f"  {role:<8} {sign_ins['url']}/login   user {values['user']}   password {values['password']}")
