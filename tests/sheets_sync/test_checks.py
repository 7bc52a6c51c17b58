"""The rules of a tab against rows of the nursery: which cell breaks which rule, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from sheets_sync.checks import find_problems, validate_sql
from sheets_sync.computed import load_tabs
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.errors import SchemaError
from sheets_sync.problems import Problem
from sheets_sync.schema import Package
from tests.conftest import LOCAL_MORNING, NURSERY
from tests.sheets_sync.conftest import Loaded, Nursery, SchemaFolder, loaded, parsed

Broken = list[tuple[str, str | None, str]]  # (key, field, rule)

WATERED = {"tray_id": "T-1", "method": "can", "litres": 1, "watered_at": "2020-02-20 07:00"}


def broken(found: Sequence[Problem]) -> Broken:
    return [(problem.key, problem.field, problem.rule) for problem in found]


def waterings(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Waterings without a fault but for what each row says."""
    return [{"watering_id": f"W-{number}", **WATERED, **row} for number, row in enumerate(rows, start=1)]


def problems(state: Loaded, tab: str = "waterings") -> list[Problem]:
    return find_problems(state.engine, state.engine.package.by_name[tab], state.bad.get(tab, ()))


@pytest.fixture
def nursery_of(nursery: Nursery) -> Any:  # a function of rows
    return lambda *rows: nursery(waterings=waterings(*rows))


def test_rows_without_a_fault_have_no_problem(nursery: Nursery, toy: Package) -> None:
    state = nursery()
    assert [problems(state, tab.name) for tab in toy.filled_tabs] == [[]] * len(toy.filled_tabs)


@pytest.mark.parametrize(
    ("row", "field", "rule"),
    [
        ({"tray_id": None}, "tray_id", "required"),
        ({"tray_id": "T-99"}, "tray_id", "foreign-key"),
        ({"method": "bucket"}, "method", "enum"),
        ({"litres": "2o"}, "litres", "type"),
        ({"litres": None}, "litres", "required"),
        ({"litres": 0.05}, "litres", "minimum"),
        ({"seen": "aphids, slugs"}, "seen", "enum"),
        ({"wilted": "a bit"}, "wilted", "type"),
        ({"cans": 1.5}, "cans", "type"),
        ({"cans": 10}, "cans", "maximum"),
        ({"again_on": "2020-02-30"}, "again_on", "type"),
        ({"remark": "x" * 201}, "remark", "maxLength"),
        ({"watered_at": "noon"}, "watered_at", "type"),
        ({"litres": 6}, "litres", "not-flooded"),
        ({"method": "none", "litres": None}, "remark", "unwatered-has-reason"),
    ],
)
def test_cell_breaks_its_rule_and_no_other(nursery_of: Any, row: dict[str, Any], field: str, rule: str) -> None:
    assert broken(problems(nursery_of(row))) == [("W-1", field, rule)]


def test_field_that_is_not_relevant_is_not_required(nursery_of: Any) -> None:
    assert problems(nursery_of({"method": "none", "litres": None, "remark": "雨天"})) == []


def test_length_counts_characters(nursery_of: Any) -> None:
    assert problems(nursery_of({"remark": "𠮷" * 200})) == []


def test_bad_cell_suppresses_the_checks_that_mention_it(nursery_of: Any) -> None:
    assert broken(problems(nursery_of({"method": "nothing", "remark": None, "litres": 1}))) == [
        ("W-1", "method", "enum")
    ]
    assert broken(problems(nursery_of({"litres": "six"}))) == [("W-1", "litres", "type")]


def test_bad_cell_leaves_open_whether_another_field_is_relevant(nursery_of: Any) -> None:
    assert broken(problems(nursery_of({"method": "nothing", "litres": None}))) == [("W-1", "method", "enum")]


def test_bad_cell_of_one_row_does_not_excuse_another(nursery_of: Any) -> None:
    found = problems(nursery_of({"litres": "six"}, {"litres": 6}))
    assert broken(found) == [("W-1", "litres", "type"), ("W-2", "litres", "not-flooded")]


def test_each_of_the_rows_with_a_unique_value_twice_is_reported(nursery_of: Any) -> None:
    found = problems(nursery_of({"submission_id": "s"}, {"submission_id": "t"}, {"submission_id": "s"}, {}, {}))
    assert broken(found) == [("W-1", "submission_id", "unique"), ("W-3", "submission_id", "unique")]


def test_key_that_stands_twice_is_reported_in_the_later_row(nursery_of: Any) -> None:
    found = problems(nursery_of({}, {"watering_id": "W-1"}))
    assert [(p.row, p.rule) for p in found] == [(3, "primary-key")]


def test_row_without_a_key_is_checked_too(nursery_of: Any) -> None:
    found = problems(nursery_of({"watering_id": None, "cans": 10, "litres": "two"}))
    assert [(p.row, p.key, p.field) for p in found] == [(2, "", "litres"), (2, "", "cans")]


def test_problems_come_by_row_and_then_in_the_order_of_the_columns(nursery_of: Any) -> None:
    found = problems(nursery_of({"cans": 10, "litres": "six", "tray_id": None}, {"tray_id": "T-99"}))
    assert [(p.row, p.field) for p in found] == [(2, "tray_id"), (2, "litres"), (2, "cans"), (3, "tray_id")]


def test_given_limits_of_a_date_and_a_least_length(schemas: SchemaFolder) -> None:
    schemas.replace("tabs/trays.yaml", "{name: sown_on, type: date,", "{name: sown_on, type: date, constraints: "
                    "{minimum: '2020-01-01'},")  # fmt: skip
    schemas.replace("tabs/trays.yaml", "maxLength: 20", "maxLength: 20, minLength: 2")
    rows = [{"tray_id": "T-1", "place_id": "N", "buyer_name": "王", "sown_on": "2019-12-31"}]
    state = loaded(schemas.load(), {"places": [{"place_id": "N", "place_name": "苗圃"}], "trays": rows})
    assert broken(problems(state, "trays")) == [("T-1", "buyer_name", "minLength"), ("T-1", "sown_on", "minimum")]


class TestUniqueKeys:
    """One gardener at most has a job on a tray and has not given it up."""

    CLAIM = {"tray_id": "T-1", "job": "sell", "gardener_id": "G-1"}  # noqa: RUF012 - read only

    def find(self, nursery: Nursery, *rows: dict[str, Any]) -> list[Problem]:
        claims = [{"claim_id": f"C-{number}", **self.CLAIM, **row} for number, row in enumerate(rows, start=1)]
        return problems(nursery(claims=claims), "claims")

    def test_later_row_with_the_same_values_is_marked_at_the_first_field(self, nursery: Nursery) -> None:
        found = self.find(nursery, {}, {"gardener_id": "G-2"}, {"job": "repot"}, {"gardener_id": "G-3"})
        assert broken(found) == [("C-2", "tray_id", "claimed-once"), ("C-4", "tray_id", "claimed-once")]

    def test_message_tells_the_value_and_leaves_other_braces_alone(self, nursery: Nursery) -> None:
        (problem,) = self.find(nursery, {}, {"gardener_id": "G-2"})
        assert problem.message == {
            "zh": "已由 钱园丁 认领，{不用再去}",
            "en": "Taken on by 钱园丁 already; {nothing to do}",
        }

    def test_value_that_is_empty_is_told_as_a_dash(self, nursery: Nursery) -> None:
        (problem,) = self.find(nursery, {"gardener_id": None}, {})
        assert problem.message["zh"] == "已由 — 认领，{不用再去}"

    @pytest.mark.parametrize("row", [{"job": None}, {"tray_id": None}, {"job": None, "tray_id": None}])
    def test_row_with_an_empty_field_is_like_no_other(self, nursery: Nursery, row: dict[str, Any]) -> None:
        assert "claimed-once" not in [p.rule for p in self.find(nursery, row, row)]

    @pytest.mark.parametrize("rows", [({"given_up": True}, {}), ({}, {"given_up": True})])
    def test_row_for_which_the_condition_does_not_hold_does_not_count(
        self, nursery: Nursery, rows: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        assert self.find(nursery, *rows) == []

    @pytest.mark.parametrize("rows", [({"given_up": "perhaps"}, {}), ({}, {"given_up": "perhaps"})])
    def test_bad_cell_of_either_row_leaves_it_open(
        self, nursery: Nursery, rows: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        assert [p.rule for p in self.find(nursery, *rows)] == ["type"]


class TestConstraint:
    """The hours of a claim are more than 0, unless it has been given up."""

    def find(self, nursery: Nursery, **row: Any) -> list[Problem]:
        return problems(nursery(claims=[{"claim_id": "C-1", "tray_id": "T-1", "job": "sell", **row}]), "claims")

    @pytest.mark.parametrize(
        ("row", "rules"),
        [
            ({"hours": 0}, ["constraint"]),
            ({"hours": 1}, []),
            ({"hours": 0, "given_up": True}, []),
            ({"hours": None}, []),
            ({"hours": "many"}, ["type"]),
            ({"hours": 0, "given_up": "perhaps"}, ["type"]),
        ],
    )
    def test_value_must_make_it_true(self, nursery: Nursery, row: dict[str, Any], rules: list[str]) -> None:
        assert [p.rule for p in self.find(nursery, **row)] == rules

    def test_condition_that_has_no_answer_passes(self, schemas: SchemaFolder) -> None:
        package = schemas.replace("tabs/claims.yaml", "coalesce(given_up, FALSE)", "given_up").load()
        claim = {"claim_id": "C-1", "tray_id": "T-1", "job": "sell", "hours": 0}
        assert problems(loaded(package, {**NURSERY, "claims": [claim]}), "claims") == []

    def test_what_was_found_stands_before_its_message(self, nursery: Nursery) -> None:
        (problem,) = self.find(nursery, hours=-1)
        assert (problem.field, problem.message["en"]) == ("hours", "“-1”: The hours are more than 0")


class TestChoiceFilter:
    """Each tool is of one job, or of all; a helper is somebody else."""

    def find(self, nursery: Nursery, **row: Any) -> list[Problem]:
        claim = {"claim_id": "C-1", "tray_id": "T-1", "job": "repot", "gardener_id": "G-1", **row}
        return problems(nursery(claims=[claim]), "claims")

    @pytest.mark.parametrize(
        ("row", "found"),
        [
            ({"tools": "trowel、gloves"}, []),
            ({"tools": "trowel、label"}, [("tools", "choice-filter")]),
            ({"tools": None}, []),
            ({"tools": "gloves", "job": None}, [("job", "required")]),
            ({"tools": "label、nonsense"}, [("tools", "enum")]),
            ({"tools": "label", "job": "nonsense"}, [("job", "enum")]),
            ({"helper_id": "G-2"}, []),
            ({"helper_id": "G-1"}, [("helper_id", "choice-filter")]),
            ({"helper_id": "G-9"}, [("helper_id", "foreign-key")]),
        ],
    )
    def test_each_choice_is_among_those_that_the_row_allows(
        self, nursery: Nursery, row: dict[str, Any], found: list[tuple[str, str]]
    ) -> None:
        assert [(p.field, p.rule) for p in self.find(nursery, **row)] == found

    def test_single_choice_is_held_against_the_others_too(self, schemas: SchemaFolder) -> None:
        schemas.replace(
            "tabs/claims.yaml",
            "title: {zh: 活, en: Job}",
            "title: {zh: 活, en: Job}\n    choice_filter: choice.name = 'sell' OR hours > 2",
        )
        claims = [
            {"claim_id": f"C-{n}", "tray_id": f"T-{n}", "job": job, "hours": n}
            for n, job in ((1, "sell"), (2, "repot"), (3, "repot"))
        ]
        found = problems(loaded(schemas.load(), {**NURSERY, "claims": claims}), "claims")
        assert broken(found) == [("C-2", "job", "choice-filter")]

    def test_name_that_a_choice_and_the_row_share_is_of_the_row_when_bare(self, nursery: Nursery) -> None:
        assert [p.rule for p in self.find(nursery, tools="label", job="repot")] == ["choice-filter"]

    def test_message_lists_the_titles_that_are_allowed(self, nursery: Nursery) -> None:
        (problem,) = self.find(nursery, tools="label")
        assert problem.message == {
            "zh": "“标签”与这一行的其他内容对不上。现在可选：小铲、花盆、手套。",
            "en": "“标签” does not go with the rest of the row. It allows: Trowel、Pots、Gloves.",
        }

    def test_message_says_so_when_nothing_is_allowed(self, schemas: SchemaFolder) -> None:
        schemas.replace("tabs/claims.yaml", "choice.job IS NULL OR choice.job = job", "choice.job = 'none'")
        claim = {"claim_id": "C-1", "tray_id": "T-1", "job": "sell", "tools": "label"}
        (problem,) = problems(loaded(schemas.load(), {**NURSERY, "claims": [claim]}), "claims")
        assert problem.message["en"].endswith("It allows: nothing.")

    def test_message_about_a_row_names_its_tab_and_no_other_rows(self, nursery: Nursery) -> None:
        (problem,) = self.find(nursery, helper_id="G-1")
        assert problem.message["en"] == (
            "“G-1” does not go with the rest of the row. Check it, or choose another one of “Gardeners”."
        )


class TestMessages:
    def test_what_was_found_and_what_is_allowed_is_said_in_both_languages(self, nursery_of: Any) -> None:
        (problem,) = problems(nursery_of({"method": "bucket"}))
        assert problem.message == {
            "zh": "“bucket”不在可选项里。可选：水壶、水管、没浇。",
            "en": "“bucket” is not one of the choices. Choose from: Can、Hose、Not watered.",
        }

    def test_foreign_key_names_the_other_tab(self, nursery_of: Any) -> None:
        (problem,) = problems(nursery_of({"tray_id": "T-99"}))
        assert "“T-99” is not in the tab “Trays”" in problem.message["en"]

    def test_schema_has_the_better_word_where_it_has_one(self, nursery_of: Any, nursery: Nursery) -> None:
        (empty,) = problems(nursery_of({"tray_id": None}))
        (phone,) = problems(
            nursery(gardeners=[{"gardener_id": "G-1", "gardener_name": "钱", "place_id": "N", "phone": 12}]),
            "gardeners",
        )
        assert empty.message["en"] == "Choose the tray"
        assert phone.message["en"] == "“12”: A phone number has 11 digits"

    def test_message_of_a_check_is_that_of_the_schema(self, nursery_of: Any) -> None:
        (problem,) = problems(nursery_of({"litres": 6}))
        assert problem.message["zh"] == "一次不超过 5 升，分两次浇"

    @pytest.mark.parametrize(
        ("row", "value"),
        [
            ({"litres": 6}, "6"),
            ({"litres": 6.5}, "6.5"),
            ({"cans": 10}, "10"),
            ({"litres": "2o"}, "2o"),
            ({"method": "none", "litres": None}, ""),
        ],
    )
    def test_value_is_shown_as_it_stands_in_the_cell(self, nursery_of: Any, row: dict[str, Any], value: str) -> None:
        assert [p.value for p in problems(nursery_of(row))] == [value]

    @pytest.mark.parametrize(
        ("field", "cell", "shown"),
        [
            ("wilted", True, "是"),
            ("seen", "mould, aphids", "霉、蚜虫"),
            ("method", "hose", "水管"),
            ("again_on", "2020/2/3", "2020-02-03"),
            ("watered_at", "2020-02-20 07:00:30", "2020-02-20 07:00"),
        ],
    )
    def test_value_of_any_type_is_shown_in_the_language_of_the_workbook(
        self, schemas: SchemaFolder, field: str, cell: Any, shown: str
    ) -> None:
        schemas.replace("tabs/waterings.yaml", "    field: litres\n    where: litres > :most_litres",
                        f"    field: {field}\n    where: tray_id IS NOT NULL")  # fmt: skip
        rows = {"waterings": waterings({field: cell}), "trays": [{"tray_id": "T-1"}]}
        found = problems(loaded(schemas.load(), rows))
        assert [p.value for p in found if p.rule == "not-flooded"] == [shown]

    def test_half_a_character_is_shown_as_unreadable(self, nursery_of: Any) -> None:
        assert [(p.rule, p.value) for p in problems(nursery_of({"remark": "\ud83c"}))] == [("type", "?")]


class TestCandidates:
    """Rows laid over a tab, as a form and an import do."""

    def find(self, state: Loaded, *rows: dict[str, Any]) -> list[Problem]:
        tab = state.engine.package.by_name["waterings"]
        data, bad = parsed(state.engine.package, "waterings", rows, first=CANDIDATE)
        return find_problems(state.engine.overlay(tab, data), tab, bad, candidates_only=True)

    def test_problems_of_rows_already_there_are_not_reported(self, nursery_of: Any) -> None:
        state = nursery_of({"litres": 6}, {"tray_id": "T-99"})
        assert self.find(state, {**WATERED, "watering_id": "W-3"}) == []

    def test_value_that_stands_in_the_tab_already_is_not_unique(self, nursery_of: Any) -> None:
        found = self.find(nursery_of({"submission_id": "s"}), {**WATERED, "watering_id": "W-2", "submission_id": "s"})
        assert [(p.row, p.rule) for p in found] == [(CANDIDATE, "unique")]

    def test_key_that_stands_in_the_tab_already_is_refused(self, nursery_of: Any) -> None:
        assert [p.rule for p in self.find(nursery_of({}), {**WATERED, "watering_id": "W-1"})] == ["primary-key"]

    def test_second_of_two_equal_candidates_is_refused(self, nursery_of: Any) -> None:
        new = {**WATERED, "watering_id": "W-2"}
        assert [(p.row, p.rule) for p in self.find(nursery_of({}), new, new)] == [(CANDIDATE + 1, "primary-key")]

    def test_candidate_without_a_key_breaks_no_rule(self, nursery_of: Any) -> None:
        assert self.find(nursery_of({}), WATERED) == []

    def test_rows_of_the_tab_itself_stay_as_they_were(self, nursery_of: Any) -> None:
        state = nursery_of({})
        self.find(state, {**WATERED, "watering_id": "W-2"})
        assert state.engine.rows("SELECT count(*) AS n FROM waterings") == [{"n": 1}]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("litres > :most_litres", "liters > 5", ["checks.not-flooded", '"litres"']),
        ("litres > :most_litres", "litres > :most", ["checks.not-flooded", "most"]),
        ("litres > :most_litres", "litres >", ["checks.not-flooded", "yntax"]),
        ("coalesce(method, 'can')", "coalesce(methd, 'can')", ["fields.litres", '"method"']),
        ("watched = true", "watchd = true", ["form.worklist", '"watched"']),
        ("next_due, tray_id]", "next_do, tray_id]", ["form.worklist", "next_do"]),
        ("maxLength: 200}", "pattern: 'a(?=b)'}", ["fields.remark", "(?="]),
    ],
)
def test_sql_that_does_not_run_is_named_by_file_and_key_with_the_hint_of_the_engine(
    schemas: SchemaFolder, old: str, new: str, words: list[str]
) -> None:
    package = schemas.replace("tabs/waterings.yaml", old, new).load()
    engine = Engine(package, LOCAL_MORNING)
    load_tabs(engine, {})
    with pytest.raises(SchemaError, match=r"^tabs/waterings\.yaml:\d+: ") as raised:
        validate_sql(package, engine)
    assert [word for word in words if word not in str(raised.value)] == []


def test_query_of_a_tab_that_does_not_run_is_named(schemas: SchemaFolder, toy: Package) -> None:
    engine = Engine(toy, LOCAL_MORNING)
    load_tabs(engine, {})
    package = schemas.replace("tabs/watering_plan.yaml", "FROM trays", "FROM trayz").load()
    with pytest.raises(SchemaError, match=r"^tabs/watering_plan\.yaml:\d+: sql: .*trayz"):
        validate_sql(package, engine)


def test_pass_names_the_rule_that_does_not_run(schemas: SchemaFolder) -> None:
    package = schemas.replace("tabs/waterings.yaml", "litres > :most_litres", "litres > nothing").load()
    with pytest.raises(SchemaError, match=r"tabs/waterings\.yaml:\d+: checks\.not-flooded: "):
        problems(loaded(package, {"waterings": []}))


def test_rule_that_a_value_makes_fail_is_told_and_stops_no_other(schemas: SchemaFolder) -> None:
    package = schemas.replace("tabs/waterings.yaml", "litres > :most_litres", "remark::INTEGER > 3").load()
    rows = [
        {"watering_id": "W-1", "tray_id": "T-1", "method": "can", "litres": 1, "remark": "vier", "watered_at": "x"},
    ]

    failed, *others = problems(loaded(package, {"waterings": rows}))

    assert (failed.row, failed.key, failed.rule) == (1, "", "not-flooded")
    assert "tabs/waterings.yaml:47: checks.not-flooded" in failed.message["en"]
    assert ("W-1", "watered_at", "type") in [(p.key, p.field, p.rule) for p in others]


def test_rule_whose_told_value_fails_is_judged_without_it(schemas: SchemaFolder) -> None:
    package = schemas.replace("tabs/claims.yaml", "ORDER BY first._row LIMIT 1", "").load()
    claims = [{"claim_id": f"C-{n}", "tray_id": "T-1", "job": "sell", "gardener_id": "G-1"} for n in (1, 2, 3)]

    failed, *found = problems(loaded(package, {**NURSERY, "claims": claims}), "claims")

    assert (failed.row, failed.rule) == (1, "claimed-once")
    assert "one row" in failed.message["en"]
    assert [(p.key, p.message["zh"]) for p in found] == [(f"C-{n}", "已由 — 认领，{不用再去}") for n in (2, 3)]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("NOT coalesce(given_up, FALSE)\n", "given_in\n", "uniqueKeys.claimed-once"),
        ("gardeners.gardener_name", "gardeners.name", "uniqueKeys.claimed-once.value"),
        ("hours > 0 OR", "hour > 0 OR", "fields.hours.constraint"),
        ("choice.job = job", "choice.job = jobs", "fields.tools.choice_filter"),
        ("hours * 10.5", "hour * 10.5", "fields.pay.calculation"),
    ],
)
def test_sql_of_a_claim_that_does_not_run_is_named(schemas: SchemaFolder, old: str, new: str, place: str) -> None:
    package = schemas.replace("tabs/claims.yaml", old, new).load()
    engine = Engine(package, LOCAL_MORNING)
    load_tabs(engine, {})
    with pytest.raises(SchemaError, match=rf"^tabs/claims\.yaml:\d+: {place}: "):
        validate_sql(package, engine)


def test_check_tells_its_value(schemas: SchemaFolder) -> None:
    schemas.replace(
        "tabs/waterings.yaml",
        "where: litres > :most_litres",
        "where: litres > :most_litres\n    value: litres - :most_litres",
    )
    package = schemas.replace("tabs/waterings.yaml", "一次不超过 5 升，分两次浇", "'多了 {value} 升'").load()
    (problem,) = problems(loaded(package, {**NURSERY, "waterings": waterings({"litres": 6})}))
    assert problem.message["zh"] == "多了 1.0 升"


def test_rules_of_the_nursery_run(toy: Package) -> None:
    engine = Engine(toy, LOCAL_MORNING)
    load_tabs(engine, {})
    validate_sql(toy, engine)
