"""A mistake in SQL is told as file:line: key: the words of the engine with its hint, and what to do."""

# ruff: noqa: E501 - one mistake a line
from __future__ import annotations

import re

import pytest

from sheets_sync.checks import validate
from sheets_sync.errors import SchemaError
from tests.conftest import LOCAL_MORNING
from tests.sheets_sync.conftest import SchemaFolder

PACKAGE = "datapackage.yaml"
TRAYS = "tabs/trays.yaml"
WATERINGS = "tabs/waterings.yaml"
PLAN = "tabs/watering_plan.yaml"
CLAIMS = "tabs/claims.yaml"
PLACES = "tabs/places.yaml"
MOULD = "playbooks/mould.yaml"

COLUMNS = "Columns are the fields of the tabs, by `name`."
TABS = "Tabs are called as in `tabs` of datapackage.yaml."
FUNCTIONS = "Functions are those of DuckDB and the macros of datapackage.yaml."
PARAMETERS = "Parameters are the settings of datapackage.yaml, :now and :today."
BRACKETS = "Look at the brackets, commas and quotes there."

# (file, what stands there, what is put there: its first word is found on the line that is told, key, hint, what to do)
MISTAKES = [
    # computed columns: a block of many lines
    (TRAYS, "max(waterings.watered_at) AS last_watered", "max(waterings.waterd_at) AS last_watered", "computed.sql", 'does not have a column named "waterd_at"', COLUMNS),
    (TRAYS, "any_value(trays.sown_on) IS NOT NULL AS", "any_valu(trays.sown_on) IS NOT NULL AS", "computed.sql", 'Did you mean "any_value"?', FUNCTIONS),
    (TRAYS, "LEFT JOIN waterings ON", "LEFT JOIN watering ON", "computed.sql", 'Did you mean "waterings"?', TABS),
    (TRAYS, "< :now, false) AS thirsty", "< :noww, false) AS thirsty", "computed.sql", "parameters: noww", PARAMETERS),
    (PLACES, "JOIN places below ON below.parent_id", "JOIN places below ON below.parent", "computed.sql", 'does not have a column named "parent"', COLUMNS),
    # a query tab
    (PLAN, "sum(litres) AS litres_given", "sum(liters) AS litres_given", "sql", '"litres"', COLUMNS),
    (PLAN, "FROM waterings GROUP BY ALL)", "FROM wateringz GROUP BY ALL)", "sql", 'Did you mean "waterings"?', TABS),
    # rules
    (WATERINGS, "where: litres > :most_litres", "where: liters > :most_litres", "checks.not-flooded", '"litres"', COLUMNS),
    (WATERINGS, "where: litres > :most_litres", "where: litres > :most_liter", "checks.not-flooded", "parameters: most_liter", PARAMETERS),
    (WATERINGS, "where: litres > :most_litres", "where: litres > (1", "checks.not-flooded", "syntax error", BRACKETS),
    (WATERINGS, "where: method = 'none' AND remark IS NULL", "where: |\n      method = 'none'\n      AND remrk IS NULL", "checks.unwatered-has-reason", '"remark"', COLUMNS),
    (WATERINGS, "relevant: coalesce(method, 'can')", "relevant: coalesce(methd, 'can')", "fields.litres.relevant", '"method"', COLUMNS),
    (CLAIMS, "NOT coalesce(given_up, FALSE)\n", "NOT coalesce(gave_up, FALSE)\n", "uniqueKeys.claimed-once", '"given_up"', COLUMNS),
    (CLAIMS, "constraint: hours > 0 OR", "constraint: hour > 0 OR", "fields.hours.constraint", '"hours"', COLUMNS),
    (CLAIMS, "choice_filter: choice.job IS NULL OR choice.job = job", "choice_filter: choice.job IS NULL OR choice.job = jop", "fields.tools.choice_filter", '"job"', COLUMNS),
    (CLAIMS, "calculation: CASE WHEN job = 'repot' THEN", "calculation: CASE WHEN jop = 'repot' THEN", "fields.hours.calculation", '"job"', COLUMNS),
    # playbooks
    (MOULD, "WHERE list_contains(seen, 'mould'))", "WHERE list_contain(seen, 'mould'))", "where", '"list_contains"', FUNCTIONS),
    (MOULD, "gardener_id: gardeners.gardener_id", "gardener_id: gardeners.gardenr_id", "steps.isolate.fields.gardener_id", '"gardener_id"', COLUMNS),
    (MOULD, "doses: ceil(trays.seeds / 15)", "doses: ceil(trays.seed / 15)", "steps.spray.fields.doses", "seed", COLUMNS),
    (MOULD, "join: LEFT JOIN gardeners ON", "join: LEFT JOIN gardener ON", "steps.isolate.join", '"gardeners"', TABS),
    # worklists and macros
    (WATERINGS, "where: watched = true", "where: watchd = true", "form.worklist", '"watched"', COLUMNS),
    (PACKAGE, "sql: 'watered + to_hours(12)'", "sql: 'watered + to_hour(12)'", "macros.dry_at", '"to_hours"', FUNCTIONS),
    (PACKAGE, "sql: 'watered + to_hours(12)'", "sql: 'watered + '", "macros.dry_at", "syntax error", BRACKETS),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_in_sql_is_told_with_its_line_the_hint_of_the_engine_and_what_to_do(
    schemas: SchemaFolder, mistake: tuple[str, str, str, str, str, str]
) -> None:
    file, old, new, key, hint, advice = mistake
    package = schemas.replace(file, old, new).load()
    with pytest.raises(SchemaError) as raised:
        validate(package, LOCAL_MORNING)
    message = str(raised.value)
    found = re.fullmatch(r"([\w/.]+):(\d+): (\S+): (.*)", message)
    assert found, message
    assert (found[1], found[3]) == (file, key), message
    assert int(found[2]) == schemas.line_of(file, new.splitlines()[-1]), message
    assert hint in found[4]
    assert found[4].endswith(advice)
    assert "LINE" not in message


def test_engine_that_gives_no_hint_says_its_own_words_alone(schemas: SchemaFolder) -> None:
    package = schemas.replace(TRAYS, "any_value(trays.sown_on) IS NOT NULL AS", "unnest(trays.seeds) AS").load()
    with pytest.raises(SchemaError, match=r"^tabs/trays\.yaml:\d+: computed\.sql: Binder Error: "):
        validate(package, LOCAL_MORNING)
