"""The invented street of schemas/demo: its counts, its tree, its figures, and that only what is planted in it is wrong.

The rows are made and judged as `sheets_sync demo` and the first pass after it do, without a workbook in between.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sheets_sync.checks import find_problems
from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.playbooks import find_starts
from sheets_sync.problems import Problem
from sheets_sync.schema import Package, load_package
from sheets_sync.schema.expressions import condition_sql
from sheets_sync.table import BAD, ROW

SCHEMAS = Path(__file__).parents[1] / "schemas"
MORNING = datetime(2020, 2, 20, 7, 40)  # noqa: DTZ001 - local time of the workbook
LEDGER = "SELECT slot_status, count(*) AS n FROM slots GROUP BY slot_status"
SHOWN = "JN-03-05"
"""The small grid in which the day of the demo plays."""

TERMINAL = "'registered', 'refused', 'vacant', 'let', 'non_residential', 'registered_elsewhere'"
"""The states of a door that end the census of it, in SQL."""

PLANTED = [
    ("checkins", "temp_c", "maximum"),
    ("gate_entries", "gate_decision", "fever-is-not-let-pass"),
    ("gate_entries", "plate_no", "pattern"),
    ("households", "phone", "pattern"),
    ("households", "size", "vacant-has-nobody"),
    ("leads", "id_number", "pattern"),
    ("persons", "id_number", "id-check-digit"),
    ("persons", "notice_signed", "notice-is-signed"),
    ("persons", "worker_id", "isolation-has-worker"),
    ("shifts", "shift_start", "shift-entered-once"),
    ("shifts", "shift_start", "shift-entered-once"),
    ("supply_steps", "step_amount", "fund-has-amount"),
    ("supply_steps", "step_kind", "step-has-claim"),
    ("tasks", "done_at", "finished-has-time"),
    ("visits", "remark", "refusal-is-described"),
    ("visits", "vacant_evidence", "required"),
]


@dataclass(frozen=True)
class Invented:
    """A street as the first pass finds it: the rows of each tab, and an engine in which they are computed."""

    tables: dict[str, pa.Table]
    engine: Engine

    def problems(self) -> list[Problem]:
        """What breaks a rule, over all tabs."""
        return [problem for tab in self.engine.package.filled_tabs for problem in find_problems(self.engine, tab)]

    def grid(self, grid_id: str) -> dict[str, Any]:  # a row of any columns
        """The row of one grid."""
        (row,) = self.engine.rows(f"SELECT * FROM grids WHERE grid_id = '{grid_id}'")
        return row

    def ask(self, sql: str) -> Any:  # one value of any type
        """The only value of the only row."""
        ((value,),) = (row.values() for row in self.engine.rows(sql))
        return value


def invent(package: Package, households: int, now: datetime = MORNING, seed: int = 1) -> Invented:
    made = Engine(package, now)
    tables = {}
    for tab in package.filled_tabs:
        sql = (SCHEMAS / "demo" / f"{tab.name}.sql").read_text(encoding="utf-8")
        table = made.query(sql, {"seed": seed, "households": households})
        assert table.column_names == [field.name for field in tab.own_fields]
        made.load(tab.name, table)
        rows = pa.array(range(2, table.num_rows + 2), pa.int64())
        nothing_bad = pa.nulls(table.num_rows, pa.list_(pa.string()))
        tables[tab.name] = table.append_column(ROW, rows).append_column(BAD, nothing_bad)
    engine = Engine(package, now)
    load_tabs(engine, tables)
    return Invented(tables, engine)


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(SCHEMAS)


@pytest.fixture(scope="module")
def tenth(package: Package) -> Invented:
    """A street of a tenth of the full size, where nothing depends on the size."""
    return invent(package, 5_700)


@pytest.fixture(scope="module")
def whole(package: Package) -> Invented:
    return invent(package, 57_000)


@pytest.mark.full_size
def test_street_of_full_size_has_the_rows_planned_for(whole: Invented) -> None:
    assert {name: table.num_rows for name, table in whole.tables.items()} == {
        "grids": 115,
        "workers": 400,
        "volunteers": 60,
        "households": 57_000,
        "persons": 3_000,
        "visits": 60_000,
        "residents": 1_666,
        "cases": 4,
        "contacts": 9,
        "checkins": 60_000,
        "leads": 600,
        "supply_requests": 5_000,
        "supply_items": 747,
        "funds": 2,
        "donations": 120,
        "supply_steps": 15_973,
        "tasks": 10_000,
        "checkpoints": 27,
        "shifts": 576,
        "shift_signins": 746,
        "gate_entries": 6_000,
        "outreach": 778,
        "outreach_targets": 505,
    }


@pytest.mark.full_size
def test_street_of_full_size_shows_the_figures_of_the_day(whole: Invented) -> None:
    street, shown = whole.grid("JN"), whole.grid(SHOWN)
    assert (street["doors_left"], street["coverage"]) == (2_223, 0.961)
    assert (street["persons_overdue"], street["requests_unfilled"], street["requests_open"]) == (8, 3, 23)
    assert (street["posts_unmanned"], street["posts_with_gap"], street["volunteers_waiting"]) == (1, 1, 12)
    assert street["requests_unclaimed"] == 3
    assert (shown["doors_total"], shown["doors_left"]) == (563, 14)
    assert (shown["persons_monitored"], shown["persons_overdue"], shown["requests_open"]) == (6, 2, 1)


@pytest.mark.full_size
def test_three_communities_are_behind_the_others(whole: Invented) -> None:
    behind = whole.engine.rows("SELECT grid_id FROM grids WHERE grid_level = 'medium' ORDER BY coverage LIMIT 3")
    assert {row["grid_id"] for row in behind} == {"JN-02", "JN-07", "JN-11"}


def test_tree_has_one_street_thirteen_communities_and_101_small_grids(tenth: Invented) -> None:
    levels = tenth.engine.rows("SELECT grid_level, count(*) AS n FROM grids GROUP BY grid_level")
    assert {row["grid_level"]: row["n"] for row in levels} == {"large": 1, "medium": 13, "small": 101}
    below = tenth.engine.rows("SELECT count(*) AS n FROM grids WHERE grid_level = 'small' GROUP BY parent_grid_id")
    assert Counter(row["n"] for row in below) == {8: 10, 7: 3}


def test_communities_have_the_names_that_the_office_files_use(tenth: Invented) -> None:
    assert tenth.grid("JN-02")["grid_name"] == "仁美社区"
    assert tenth.grid("JN-03")["grid_name"] == "江翠社区"


def test_only_the_planted_cells_break_a_rule(tenth: Invented) -> None:
    assert sorted((p.tab, p.field, p.rule) for p in tenth.problems()) == PLANTED


@pytest.mark.full_size
@pytest.mark.parametrize("seed", [0, 2, 20200220, 2**62])
def test_only_the_planted_cells_break_a_rule_with_any_seed(package: Package, seed: int) -> None:
    street = invent(package, 57_000, seed=seed)
    assert sorted((p.tab, p.field, p.rule) for p in street.problems()) == PLANTED


def test_figures_of_the_three_levels_agree(tenth: Invented, package: Package) -> None:
    for field in package.by_name["grids"].fields:
        if not field.computed or field.type != "integer":
            continue
        sums = tenth.engine.rows(f"SELECT grid_level, sum({field.name})::BIGINT AS n FROM grids GROUP BY grid_level")
        assert len({row["n"] for row in sums}) == 1, field.name


@pytest.mark.full_size
def test_every_door_of_the_street_is_done_or_listed_and_counted_once(whole: Invented) -> None:
    ended = whole.ask("SELECT count(*) FROM households WHERE coverage_state IN (" + TERMINAL + ") AND NOT needs_visit")
    listed = whole.ask("SELECT count(*) FROM households WHERE coverage_state NOT IN (" + TERMINAL + ") AND needs_visit")
    assert ended + listed == 57_000
    for level in ("large", "medium", "small"):
        (sums,) = whole.engine.rows(
            "SELECT sum(doors_total)::BIGINT AS doors, sum(doors_visited)::BIGINT AS visited,"
            f" sum(doors_left)::BIGINT AS doors_left FROM grids WHERE grid_level = '{level}'"
        )
        assert sums == {"doors": 57_000, "visited": ended, "doors_left": listed}, level


@pytest.mark.full_size
def test_no_door_of_the_street_is_done_by_a_vacancy_without_evidence(whole: Invented) -> None:
    unproven = (
        "SELECT count(*) FROM households JOIN visits USING (household_id)"
        " WHERE coverage_state = 'vacant' AND visit_outcome = 'vacant' AND coalesce(len(vacant_evidence), 0) = 0"
    )
    assert whole.ask("SELECT count(*) FROM households WHERE coverage_state = 'vacant'") > 3_000
    assert whole.ask(unproven) == 0
    assert whole.ask("SELECT count(*) FROM households WHERE coverage_state = 'evidence_missing'") == 1


@pytest.mark.full_size
def test_street_of_full_size_handed_out_what_it_is_known_for(whole: Invented) -> None:
    kinds = whole.engine.rows(
        "SELECT outreach_kind, sum(target_count)::BIGINT AS target, sum(done_count)::BIGINT AS done,"
        " sum(left_count)::BIGINT AS short FROM outreach_targets GROUP BY outreach_kind"
    )
    letters, posters, groups = (
        next(row for row in kinds if row["outreach_kind"] == kind)
        for kind in ("letter_copies", "poster_copies", "chat_groups")
    )
    assert (letters["done"] >= 57_000, posters["done"] >= 6_600, groups["done"] >= 100) == (True, True, True)
    assert all(row["done"] + row["short"] == row["target"] for row in kinds)


def test_volunteers_who_were_accepted_are_the_workers_that_name_them(tenth: Invented) -> None:
    accepted = tenth.ask("SELECT count(*) FROM volunteers WHERE signup_status = 'taken_on' AND ready_to_join")
    joined = (
        "SELECT count(*) FROM volunteers JOIN workers ON worker_id = joined_as AND workers.phone = volunteers.phone"
        " AND workers.grid_id = volunteers.grid_id AND worker_name = volunteer_name"
    )
    assert (accepted, tenth.ask(joined)) == (45, 45)


def test_figures_of_the_brief_are_those_of_the_grids(tenth: Invented, package: Package) -> None:
    own = {field.name for field in package.by_name["daily_brief"].fields}
    shared = [f.name for f in package.by_name["grids"].fields if f.computed and f.name in own]
    assert len(shared) > 8
    for name in shared:
        wrong = (
            f"SELECT count(*) FROM daily_brief b JOIN grids g USING (grid_id) WHERE b.{name} IS DISTINCT FROM g.{name}"
        )
        assert tenth.ask(wrong) == 0, name
    assert tenth.ask("SELECT count(*) FROM daily_brief") == 14


@pytest.mark.full_size
def test_grids_that_are_complete_are_those_without_a_door_left(whole: Invented) -> None:
    wrong = "SELECT count(*) FROM grids WHERE coverage_complete <> (doors_left = 0)"
    assert whole.ask(wrong) == 0
    assert whole.ask("SELECT count(*) FROM grids WHERE coverage_complete AND grid_level = 'small'") > 3
    assert whole.ask("SELECT grids_left FROM grids WHERE grid_id = 'JN'") == whole.ask(
        "SELECT count(*) FROM grids WHERE grid_level = 'small' AND NOT coverage_complete"
    )


def test_every_figure_of_the_board_is_the_rows_behind_it(tenth: Invented, package: Package) -> None:
    for figure in package.board.figures:
        if figure.appearance == "bar":
            continue
        rows = condition_sql(package.by_name[figure.tab].view(figure.view).conditions)
        counted = f"SELECT _scope AS grid_id, count(*) AS n FROM {figure.tab} WHERE {rows} GROUP BY _scope"
        wrong = tenth.engine.rows(
            f"SELECT grid_id, {figure.field}, n FROM grids LEFT JOIN ({counted}) USING (grid_id)"
            f" WHERE grid_level = 'small' AND {figure.field} <> coalesce(n, 0)"
        )
        assert wrong == [], figure


@pytest.mark.parametrize("time", ["00:00", "06:59", "07:40", "09:00", "09:01", "12:00", "17:30", "21:00", "23:59"])
def test_figures_are_alike_at_any_hour(package: Package, tenth: Invented, time: str) -> None:
    street = invent(package, 5_700, datetime.fromisoformat(f"2020-02-20 {time}"))
    assert street.grid("JN") == tenth.grid("JN")
    assert street.grid(SHOWN) == tenth.grid(SHOWN)


def test_people_of_the_shown_grid_are_all_still_to_check_on_early_in_a_window(tenth: Invented) -> None:
    due = tenth.engine.rows(
        f"SELECT overdue, next_due FROM persons WHERE _scope = '{SHOWN}' AND monitored ORDER BY next_due"
    )
    last_night, this_morning = datetime(2020, 2, 19, 21), datetime(2020, 2, 20, 9)  # noqa: DTZ001 - local time
    assert [(row["overdue"], row["next_due"]) for row in due] == [(True, last_night)] * 2 + [(False, this_morning)] * 4


@pytest.mark.parametrize("households", [1, 10, 100, 570])
def test_small_street_has_all_grids_and_its_number_of_doors(package: Package, households: int) -> None:
    street = invent(package, households)
    assert street.tables["grids"].num_rows == 115
    assert street.tables["households"].num_rows == households
    assert street.grid(SHOWN)["persons_monitored"] > 0
    assert {(p.tab, p.field, p.rule) for p in street.problems()} <= set(PLANTED)


@pytest.mark.parametrize("time", ["22:59", "23:00", "23:05", "23:15", "07:01", "14:59"])
def test_first_checkpoint_of_the_seventh_community_is_unmanned_at_any_hour(package: Package, time: str) -> None:
    street = invent(package, 570, datetime.fromisoformat(f"2020-02-20 {time}"))
    gaps = street.engine.rows("SELECT grid_id, unmanned FROM checkpoints WHERE gap_from IS NOT NULL ORDER BY grid_id")
    assert [(row["grid_id"], row["unmanned"]) for row in gaps] == [("JN-01-01", False), ("JN-07-01", True)]


def test_same_seed_gives_the_same_street_and_another_seed_another(package: Package, tenth: Invented) -> None:
    again, other = invent(package, 5_700), invent(package, 5_700, seed=2)
    assert again.tables == tenth.tables
    assert other.tables["households"] != tenth.tables["households"]


def test_every_small_grid_has_somebody_on_duty(tenth: Invented) -> None:
    without = "SELECT count(*) FROM grids WHERE grid_id NOT IN (SELECT grid_id FROM workers WHERE on_duty)"
    assert tenth.ask(without) == 0


def test_doors_of_the_office_file_are_not_in_the_street_yet(tenth: Invented) -> None:
    taken = "SELECT count(*) FROM households WHERE building LIKE '仁和苑%' OR building LIKE '幸福里%'"
    assert tenth.ask(taken) == 0


def test_identity_numbers_are_of_no_province_but_for_three_of_the_police_list(tenth: Invented) -> None:
    assert tenth.ask("SELECT count(*) FROM persons WHERE NOT starts_with(id_number, '99')") == 3


def test_people_do_not_share_names_and_phones_over_the_tabs_by_their_number(tenth: Invented) -> None:
    same = "SELECT count(*) FROM persons JOIN households USING (phone)"
    assert tenth.ask(same) == 0


def test_nothing_that_was_done_lies_in_the_future(tenth: Invented) -> None:
    for tab, field in (
        ("visits", "visited_at"),
        ("checkins", "checked_at"),
        ("persons", "listed_at"),
        ("persons", "followup_ended_at"),
        ("persons", "resumed_at"),
        ("residents", "registered_at"),
        ("cases", "confirmed_at"),
        ("contacts", "reported_at"),
        ("contacts", "placed_at"),
        ("leads", "received_at"),
        ("leads", "cleared_at"),
        ("supply_requests", "asked_at"),
        ("supply_steps", "stepped_at"),
        ("donations", "donated_at"),
        ("tasks", "done_at"),
        ("shift_signins", "signed_at"),
        ("gate_entries", "passed_at"),
        ("outreach", "done_at"),
        ("volunteers", "signed_up_at"),
    ):
        assert tenth.ask(f"SELECT max({field}) FROM {tab}") <= MORNING, (tab, field)


@pytest.mark.full_size
def test_ledger_of_a_whole_street_keeps_its_size_and_holds_what_was_missed(whole: Invented) -> None:
    statuses = {row["slot_status"]: row["n"] for row in whole.engine.rows(LEDGER)}
    assert sum(statuses.values()) <= 30_000
    assert statuses.keys() == {"not_due_yet", "due_now", "seen_ok", "seen_late", "seen_not_ok", "missed"}
    assert statuses["missed"] < 1_000


def test_somebody_is_overdue_whose_newest_slots_are_missed(tenth: Invented) -> None:
    overdue = {row["person_id"] for row in tenth.engine.rows("SELECT person_id FROM persons WHERE overdue")}
    newest = tenth.engine.rows(
        "SELECT person_id, arg_max(slot_status, due_to) AS s FROM slots WHERE due_to <= :now GROUP BY person_id"
    )
    assert overdue
    assert overdue <= {row["person_id"] for row in newest if row["s"] == "missed"}


def test_nobody_in_the_shown_grid_waits_for_a_call_after_release(tenth: Invented) -> None:
    assert tenth.ask(f"SELECT count(*) FROM persons WHERE _scope = '{SHOWN}' AND call_waiting") == 0


def test_cases_of_the_demo_show_a_chain_done_one_withdrawn_and_one_going_on(tenth: Invented) -> None:
    chains = tenth.engine.rows("SELECT case_tasks, case_tasks_open, contacts_open FROM cases ORDER BY case_id")
    assert [tuple(row.values()) for row in chains] == [(11, 0, 0), (4, 0, 0), (11, 3, 1), (0, 0, 0)]


@pytest.mark.full_size
def test_a_case_in_the_shown_grid_may_have_46_neighbours_to_talk_to(whole: Invented) -> None:
    lived_in = f"SELECT building FROM households WHERE grid_id = '{SHOWN}' AND occupancy IN ('own', 'let')"
    assert whole.ask(f"SELECT max(n) - 1 FROM (SELECT count(*) AS n FROM ({lived_in}) GROUP BY building)") == 46


def test_chains_of_the_demo_are_those_that_the_playbook_makes(tenth: Invented, package: Package) -> None:
    (playbook,) = (book for book in package.playbooks if book.name == "confirmed_case")
    steps = {step.name: list(step.after) or None for step in playbook.steps if step.tab == "tasks"}
    rows = tenth.engine.rows("SELECT * FROM tasks WHERE case_id = 'CA-00001'")
    assert {row["task_step"]: row["task_after"] for row in rows} == steps
    assert {row["submission_id"] for row in rows} == {f"confirmed_case/CA-00001/{step}" for step in steps}


def test_playbooks_start_nothing_that_the_demo_holds_already(tenth: Invented) -> None:
    starts, problems = find_starts(tenth.engine)
    assert ([start.id for start in starts], problems) == ([], [])


def test_members_of_a_household_are_as_many_as_the_register_counts(tenth: Invented) -> None:
    counted = "SELECT household_id, count(*) AS n FROM residents WHERE followed_person IS NULL GROUP BY household_id"
    wrong = f"SELECT count(*) FROM ({counted}) JOIN households USING (household_id) WHERE n <> size"
    assert tenth.ask(wrong) == 0
