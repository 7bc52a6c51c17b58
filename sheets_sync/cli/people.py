"""links: give people their personal links."""

from __future__ import annotations

import click

from sheets_sync.cli.main import SettingsOf, print_json
from sheets_sync.jobs.people import issue_links
from sheets_sync.jobs.street import open_street


@click.command()
@click.argument("person", nargs=-1)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="address of the forms")
@click.option("--json", "as_json", is_flag=True, help="print one object")
@click.pass_obj
def links(settings: SettingsOf, person: tuple[str, ...], url: str, as_json: bool) -> None:
    """Make new links for PERSON (keys), or for everybody; older links of theirs stop working.

    A link is shown once: only a hash of it is kept.
    """
    made = issue_links(open_street(settings()), person)
    if as_json:
        rows = [{"person": m.person, "name": m.title, "scope": m.scope, "link": f"{url}/w/{m.token}"} for m in made]
        print_json({"links": rows})
        return
    for link in made:
        click.echo(f"{link.person}\t{link.scope}\t{link.title}\t{url}/w/{link.token}")
