"""A sync pass over the nursery in a local workbook: what it writes, what it leaves alone, what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sheets_sync.errors import HeaderError
from sheets_sync.jobs.sync import PassReport, run_pass
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange
from tests.nursery import Nursery


def rules(report: PassReport) -> list[tuple[str, str, str | None, str]]:
    return [(p.tab, p.key, p.field, p.rule) for p in report.problems]


def test_pass_writes_the_computed_columns(nursery: Nursery) -> None:
    report = run_pass(nursery.street)

    first = nursery.row("trays", "T-1")
    assert (first["last_watered"], first["next_due"], first["thirsty"]) == (
        "2020-02-19 07:00",
        "2020-02-19 19:00",
        "是",
    )
    assert nursery.row("trays", "T-2")["thirsty"] == "否"
    assert nursery.row("places", "N")["trays_thirsty"] == nursery.row("places", "N-01")["trays_thirsty"] + 1  # type: ignore[operator]
    assert report.settled
    assert report.problems == ()


def test_second_pass_writes_nothing_and_costs_one_call(nursery: Nursery) -> None:
    run_pass(nursery.street)

    report = run_pass(nursery.street)

    assert (report.cells_written, report.calls) == (0, 1)


def test_dry_run_says_what_would_change_and_changes_nothing(nursery: Nursery) -> None:
    before = nursery.cells("trays")

    report = run_pass(nursery.street, dry_run=True)

    assert sum(plan.size for plan in report.planned) > 0
    assert nursery.cells("trays") == before
    assert nursery.street.mirror.versions() == {}


def test_pass_leaves_a_bad_cell_as_typed_and_lists_it_until_it_is_mended(nursery: Nursery) -> None:
    nursery.type("trays", 2, "seeds", "2o")
    nursery.type("trays", 3, "buyer_phone", "12345")

    report = run_pass(nursery.street)

    assert rules(report) == [("trays", "T-1", "seeds", "type"), ("trays", "T-2", "buyer_phone", "pattern")]
    assert nursery.row("trays", "T-1")["seeds"] == "2o"
    assert nursery.row("trays", "T-1")["row_note"] == "粒数：“2o”不是整数。只填数字，例如 3。"
    listed = nursery.rows("problems")
    assert [(row["problem_tab"], row["problem_key"], row["problem_field"], row["problem_rule"]) for row in listed] == [
        ("苗盘", "T-1", "粒数", "type"),
        ("苗盘", "T-2", "订苗人电话", "pattern"),
    ]
    assert listed[1]["problem_en"] == "“12345”: A phone number has 11 digits"

    nursery.type("trays", 2, "seeds", 20)
    run_pass(nursery.street)

    assert nursery.row("trays", "T-1")["row_note"] is None
    assert [row["problem_key"] for row in nursery.rows("problems")] == ["T-2"]


def test_lasting_problem_keeps_its_row_and_what_staff_wrote_beside_it(nursery: Nursery) -> None:
    nursery.type("trays", 2, "seeds", "2o")
    nursery.type("trays", 3, "buyer_phone", "12345")
    run_pass(nursery.street)
    width = len(nursery.cells("problems")[0])
    letter = chr(65 + width)
    beside: Sequence[Sequence[CellValue]] = [["谁来改", None, "小李"]]
    nursery.street.workbook.write([CellRange(f"{nursery.sheet('problems')}!{letter}1:{letter}3", beside)])

    nursery.type("trays", 2, "seeds", 20)
    run_pass(nursery.street)

    assert [(row["problem_key"], row["谁来改"]) for row in nursery.rows("problems")] == [("T-2", "小李")]


def plan_of(nursery: Nursery) -> dict[object, object]:
    """State by key, in the order of the sheet; rows without a key left out."""
    return {row["plan_id"]: row["plan_state"] for row in nursery.rows("watering_plan") if row["plan_id"]}


def test_rows_that_a_query_gives_are_written_as_cells_are(nursery: Nursery) -> None:
    run_pass(nursery.street)

    assert nursery.rows("watering_plan")[0] == {
        "plan_id": "T-1/2020-02-19",
        "tray_id": "T-1",
        "buyer_name": "王小明",
        "plan_day": "2020-02-19",
        "litres_given": 1.5,
        "plan_state": "浇了",
        "is_late": "否",
        "seen": None,
    }
    assert len(nursery.rows("watering_plan")) == 8
    held = nursery.street.mirror.read("watering_plan")
    assert held is not None
    assert held.data["plan_id"].to_pylist() == list(plan_of(nursery))


def test_row_of_a_query_follows_the_rows_it_is_made_from(nursery: Nursery) -> None:
    run_pass(nursery.street)
    nursery.type("waterings", 5, "watering_id", "W-00004")
    nursery.type("waterings", 5, "tray_id", "T-3")
    nursery.type("waterings", 5, "method", "水壶")
    nursery.type("waterings", 5, "litres", 2)
    nursery.type("waterings", 5, "watered_at", "2020-02-20 07:00")
    nursery.type("trays", 2, "sown_on", "")

    run_pass(nursery.street)

    assert plan_of(nursery) == {
        "T-2/2020-02-19": "漏浇",
        "T-2/2020-02-20": "浇了",
        "T-3/2020-02-19": "漏浇",
        "T-3/2020-02-20": "浇了",
        "T-4/2020-02-19": "浇了",
        "T-4/2020-02-20": "该浇",
    }
    assert run_pass(nursery.street).cells_written == 0


def test_next_day_takes_rows_off_and_adds_others_behind(nursery: Nursery) -> None:
    run_pass(nursery.street)
    nursery.clock.forward(24 * 3600)

    run_pass(nursery.street)

    days = [str(key).partition("/")[2] for key in plan_of(nursery)]
    assert days == ["2020-02-20"] * 4 + ["2020-02-21"] * 4
    assert run_pass(nursery.street).cells_written == 0


def test_tab_of_which_no_row_is_left_and_whose_sheet_has_no_other_row_is_emptied(nursery: Nursery) -> None:
    run_pass(nursery.street)
    sheet_id = nursery.street.workbook.sheet_ids()["浇水计划"]
    spare = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 9}
    nursery.street.workbook.update([{"deleteDimension": {"range": {**spare, "endIndex": 1000}}}])
    for row in range(2, 7):
        nursery.type("trays", row, "sown_on", "")

    assert run_pass(nursery.street).settled
    assert plan_of(nursery) == {}


def test_what_staff_type_into_a_query_tab_without_a_key_is_kept_and_the_rest_put_right(nursery: Nursery) -> None:
    run_pass(nursery.street)
    before = plan_of(nursery)
    nursery.type("watering_plan", 12, "buyer_name", "问一下老王")
    nursery.type("watering_plan", 13, "plan_id", "T-9/2020-02-20")
    nursery.type("watering_plan", 3, "plan_state", "浇了")

    report = run_pass(nursery.street)

    assert plan_of(nursery) == before
    assert [row["buyer_name"] for row in nursery.rows("watering_plan") if not row["plan_id"]][-1] == "问一下老王"
    assert report.problems == ()
    assert run_pass(nursery.street).cells_written == 0


def test_note_beside_a_row_of_a_query_stays_beside_it(nursery: Nursery) -> None:
    run_pass(nursery.street)
    beside: Sequence[Sequence[CellValue]] = [["谁去浇", *(row["plan_id"] for row in nursery.rows("watering_plan"))]]
    letter = chr(65 + len(nursery.cells("watering_plan")[0]))
    nursery.street.workbook.write([CellRange(f"{nursery.sheet('watering_plan')}!{letter}1:{letter}9", beside)])
    nursery.sort("watering_plan", 2)
    nursery.clock.forward(24 * 3600)

    run_pass(nursery.street)

    noted = [(row["plan_id"], row["谁去浇"]) for row in nursery.rows("watering_plan") if row["谁去浇"]]
    assert len(noted) == 4
    assert all(key == note for key, note in noted)


def test_row_without_a_key_gets_the_next_free_one_and_its_computed_columns(nursery: Nursery) -> None:
    nursery.type("trays", 7, "place_id", "N-01-01")
    nursery.type("trays", 7, "buyer_name", "郑七")
    nursery.type("trays", 7, "sown_on", "2020-02-01")

    report = run_pass(nursery.street)

    assert report.keys_given == 1
    added = nursery.row("trays", "T-00006")
    assert (added["buyer_name"], added["thirsty"]) == ("郑七", "是")


def test_row_that_somebody_empties_keeps_no_computed_cells(nursery: Nursery) -> None:
    run_pass(nursery.street)
    own = nursery.street.package.by_name["trays"].own_fields
    for field in own:
        nursery.type("trays", 2, field.name, "")

    run_pass(nursery.street)

    emptied = nursery.rows("trays")[0]
    assert set(emptied.values()) == {None}
    assert run_pass(nursery.street).cells_written == 0


def test_key_that_stands_twice_is_marked_in_the_later_row_alone(nursery: Nursery) -> None:
    nursery.type("trays", 5, "tray_id", "T-1")

    report = run_pass(nursery.street)

    assert ("trays", "T-1", "tray_id", "primary-key") in rules(report)
    marks = [row["row_note"] for row in nursery.rows("trays") if row["tray_id"] == "T-1"]
    assert marks[0] is None
    assert marks[1] is not None


def test_staff_column_and_its_cells_survive_passes(nursery: Nursery) -> None:
    nursery.insert_column("trays", 2)
    nursery.street.workbook.write([CellRange(f"{nursery.sheet('trays')}!C1:C3", [["我的备注", "a", "=1+1"]])])
    before = [row["我的备注"] for row in nursery.rows("trays")]

    run_pass(nursery.street)

    assert [row["我的备注"] for row in nursery.rows("trays")] == before
    assert nursery.row("trays", "T-1")["thirsty"] == "是"


Meddle = Callable[[Nursery], None]


@pytest.mark.parametrize("call", ["read", "write"])
@pytest.mark.parametrize(
    "meddle",
    [
        pytest.param(lambda n: n.sort("trays", 0), id="sort"),
        pytest.param(lambda n: n.insert_column("trays", 1), id="insert-column"),
    ],
)
def test_edit_between_two_calls_of_a_pass_misplaces_nothing(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch, call: str, meddle: Meddle
) -> None:
    wanted = {row["tray_id"]: row for row in _settled(nursery)}
    nursery.clock.forward(24 * 3600)  # T-2 is thirsty then: there is something to write
    original = getattr(nursery.street.workbook, call)
    meddled: list[bool] = []

    def then_meddle(*args: object) -> object:
        answer = original(*args)
        if not meddled:
            meddled.append(True)
            meddle(nursery)
        return answer

    monkeypatch.setattr(nursery.street.workbook, call, then_meddle)

    run_pass(nursery.street)

    after = {row["tray_id"]: row for row in nursery.rows("trays")}
    assert meddled
    assert after["T-2"]["thirsty"] == "是"
    for key, row in wanted.items():
        for name in ("place_id", "buyer_name", "sown_on", "last_watered", "next_due"):
            assert after[key][name] == row[name], (key, name)


@pytest.mark.parametrize("call", ["read", "write", "update"])
def test_sort_between_two_calls_of_a_pass_leaves_a_query_tab_right_in_the_end(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    run_pass(nursery.street)
    nursery.clock.forward(24 * 3600)  # rows to add, to take off, and to rewrite
    original = getattr(nursery.street.workbook, call)
    meddled: list[bool] = []

    def then_meddle(*args: object, **kwargs: object) -> object:
        answer = original(*args, **kwargs)
        if not meddled:
            meddled.append(True)
            nursery.sort("watering_plan", 0)
        return answer

    monkeypatch.setattr(nursery.street.workbook, call, then_meddle)

    assert run_pass(nursery.street).settled

    assert meddled
    rows = {
        row["plan_id"]: (row["tray_id"], row["plan_day"], row["plan_state"]) for row in nursery.rows("watering_plan")
    }
    assert rows == {
        f"T-{n}/2020-02-{day}": (f"T-{n}", f"2020-02-{day}", "浇了" if (n, day) == (2, 20) else state)
        for n in (1, 2, 3, 4)
        for day, state in ((20, "漏浇"), (21, "该浇"))
    }


def _settled(nursery: Nursery) -> list[dict[str, CellValue]]:
    run_pass(nursery.street)
    return nursery.rows("trays")


def test_missing_tab_is_named_and_nothing_is_written(nursery: Nursery) -> None:
    sheet_id = nursery.street.workbook.sheet_ids()["浇水"]
    renamed = {"properties": {"sheetId": sheet_id, "title": "浇水旧"}, "fields": "title"}
    nursery.street.workbook.update([{"updateSheetProperties": renamed}])

    with pytest.raises(HeaderError, match=r"no tab 浇水.*浇水旧.*name it back"):
        run_pass(nursery.street)

    assert nursery.street.mirror.versions() == {}


def test_renamed_heading_is_named_with_what_stands_there_now(nursery: Nursery) -> None:
    nursery.street.workbook.write([CellRange(f"{nursery.sheet('trays')}!B1", [["地点"]])])

    with pytest.raises(HeaderError, match=r"苗盘.*“位置” \(place_id\).*地点"):
        run_pass(nursery.street)


def test_two_equal_headings_are_named_with_their_columns(nursery: Nursery) -> None:
    nursery.street.workbook.write([CellRange(f"{nursery.sheet('trays')}!C1", [["位置"]])])

    with pytest.raises(HeaderError, match=r"“位置” stands 2 times, in columns B, C"):
        run_pass(nursery.street)


def test_mirror_holds_what_the_pass_computed(nursery: Nursery) -> None:
    nursery.type("trays", 2, "seeds", "2o")

    run_pass(nursery.street)

    held = nursery.street.mirror.read("trays")
    assert held is not None
    first = held.data.to_pylist()[0]
    assert (first["tray_id"], first["thirsty"], first["seeds"], first["_bad"], first["_scope"]) == (
        "T-1",
        True,
        None,
        ["seeds"],
        "N-01-01",
    )
    listed = nursery.street.mirror.read("problems")
    assert listed is not None
    assert listed.data.num_rows == 1
