"""Pictures that come with a submission: each is kept, and its address becomes what was typed.

A picture is kept even when the submission is refused, and its address goes back into the page, so that nobody has to
take it again. An address that names no picture is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import FileStorage

from sheets_sync.engine import CANDIDATE
from sheets_sync.problems import CellValue, Problem
from sheets_sync.schema import Field, Form, Package, Tab
from sheets_sync.store import Attachments, NotAPictureError, TooLargeError
from web.forms.repeats import Answers, Block
from web.language import both
from web.shown import PICTURE_ADDRESS


def asks_for_pictures(package: Package, tab: Tab, form: Form) -> bool:
    """Whether the form, or one of its repeats, does."""
    rows = [(tab, form.fields), *((package.by_name[repeat.tab], repeat.fields) for repeat in form.repeats)]
    return any(of.by_name[name].is_picture for of, names in rows for name in names)


@dataclass
class Pictures:
    """Takes the pictures that came with one submission: `files` by the names of their inputs."""

    attachments: Attachments
    files: Mapping[str, FileStorage]
    _problems: list[Problem] = field(default_factory=list)

    def take(self, package: Package, tab: Tab, answers: Answers) -> Answers:
        """The answers with the address of each picture in its field, and with what is wrong with the pictures.

        Raises:
            StoreError: a picture could not be kept.
        """
        assert tab.form is not None
        own = dict(answers.own)
        self._fill(tab, tab.form.fields, own, "", CANDIDATE)
        blocks = {r.tab: tuple(self._blocks(package.by_name[r.tab], r.fields, answers.of(r))) for r in tab.form.repeats}
        return replace(answers, own=own, blocks=blocks, problems=tuple(self._problems))

    def _blocks(self, tab: Tab, names: tuple[str, ...], blocks: tuple[Block, ...]) -> Iterator[Block]:
        """Only blocks that are not blank count as rows, and one with a picture is not."""
        row = CANDIDATE
        for block in blocks:
            cells, before = dict(block.typed), len(self._problems)
            self._fill(tab, names, cells, f"{tab.name}-{block.number}-", row)
            filled = replace(block, typed=cells, is_kept=len(self._problems) > before)
            row += not filled.is_blank
            yield filled

    def _fill(self, tab: Tab, names: tuple[str, ...], cells: dict[str, CellValue], prefix: str, row: int) -> None:
        for one in (tab.by_name[name] for name in names):
            if one.is_picture:
                for rule, value, message_id in self._field(one, cells, self.files.get(f"{prefix}{one.name}")):
                    message = both(message_id, most=f"{self.attachments.most_bytes / 1024 / 1024:g}")
                    self._problems.append(Problem(tab.name, row, "", one.name, rule, value, message))

    def _field(
        self, field: Field, cells: dict[str, CellValue], file: FileStorage | None
    ) -> Iterator[tuple[str, str, str]]:
        """Put the address of the field's picture into `cells`; (rule, value, message) of what is wrong with it."""
        held = str(cells.get(field.name) or "").strip()
        if held and not _names_one(held, self.attachments):
            cells[field.name] = ""
            yield "picture-unknown", held[:40], "picture_unknown"
        if file is None or not file.filename:
            return
        try:
            cells[field.name] = PICTURE_ADDRESS + self.attachments.put(file.stream.read())
        except TooLargeError:
            yield "picture-size", file.filename[:40], "picture_too_large"
        except NotAPictureError:
            yield "picture-kind", file.filename[:40], "picture_not_one"


def _names_one(address: str, attachments: Attachments) -> bool:
    return address.startswith(PICTURE_ADDRESS) and address.removeprefix(PICTURE_ADDRESS) in attachments
