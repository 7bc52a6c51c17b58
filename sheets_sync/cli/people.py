"""links: give people their personal links."""

from __future__ import annotations

import click

from sheets_sync.cli.main import SettingsOf, print_json
from sheets_sync.jobs.people import issue_links, revoke_links
from sheets_sync.jobs.street import open_street


@click.command()
@click.argument("person", nargs=-1)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="address of the forms")
@click.option("--revoke", is_flag=True, help="only end the links of PERSON; make no new ones")
@click.option("--json", "as_json", is_flag=True, help="print one object")
@click.pass_obj
def links(settings: SettingsOf, person: tuple[str, ...], url: str, revoke: bool, as_json: bool) -> None:
    """Make new links for PERSON (keys), or for everybody; older links of theirs stop working.

    A link is shown once: only a hash of it is kept.
    """
    street = open_street(settings())
    if revoke:
        if not person:
            raise click.UsageError("--revoke needs the keys of the people whose links shall end.")
        revoke_links(street, person)
        click.echo(f"{len(person)} people can no longer sign in by a link.")
        return
    made = issue_links(street, person)
    if as_json:
        rows = [{"person": m.person, "name": m.title, "scope": m.scope, "link": f"{url}/w/{m.token}"} for m in made]
        print_json({"links": rows})
        return
    for link in made:
        click.echo(f"{link.person}\t{link.scope}\t{link.title}\t{url}/w/{link.token}")
