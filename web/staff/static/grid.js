// RevoGrid on an open sheet: how columns and cells look, what typing and pasting mean. Sends nothing itself.

import { ChoiceEditor } from "./choice.js";
import { markColumns, rowColour, rowFilter, rowOrder } from "./conditions.js";
import { blankRow } from "./sheet.js";
import { t } from "./words.js";

const SPARE_ROWS = 100;
const ROW_HEIGHT = 30;
const SAMPLE_ROWS = 300;
const PADDING_PX = 28;
const LOCK_PX = 20;
const NARROWEST_PX = 64;
const WIDEST_PX = 260;
const WIDE_PX = 900;
const PICTURE = /^\/files\/[0-9a-f]{64}\.\w+$/;
const DATA = "rgRow"; // RevoGrid's name for the rows that are not pinned

export class Grid {
  /**
   * `onEdit([{row, column, text}])` hears what was typed, `onSkip(count)` how many cells a paste left out, and
   * `onShown()` that other rows are shown.
   */
  constructor(element, sheet, { onEdit, onSkip, onShown }) {
    Object.assign(this, { element, sheet, onEdit, onSkip, onShown });
    this.view = null;
    this.stale = false;
    this.begun = null;
    this.spare = [];
    this.shown = [];
    element.addEventListener("beforeeditstart", ({ detail }) => this.begin(detail));
    element.addEventListener("beforecellfocus", () => this.rescue());
    element.addEventListener("canceledit", () => (this.begun = null));
    element.addEventListener("beforeedit", (event) => this.beforeEdit(event));
    element.addEventListener("afteredit", (event) => this.afterEdit(event.detail));
    element.addEventListener("beforepasteapply", (event) => this.paste(event));
  }

  /** Show the sheet, with the filter and order of a filter view when there is one. */
  show(view = this.view) {
    this.view = view;
    this.colour = rowColour(this.sheet.resource.conditionalFormats);
    this.marks = markColumns(this.sheet.resource.conditionalFormats);
    const { element } = this;
    element.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "darkCompact" : "compact";
    element.rowSize = ROW_HEIGHT;
    element.range = true;
    element.resize = true;
    element.applyOnClose = true; // what was typed counts when another cell is clicked
    element.accessible = true;
    element.hideAttribution = true;
    element.readonly = this.sheet.writableRun === 0;
    element.editors = { choice: ChoiceEditor };
    element.rowHeaders = { size: 68, cellTemplate: (_, { model }) => (model?.n ? String(model.n + 1) : "＋") };
    element.columns = this.sheet.columns.filter(({ hidden }) => !hidden).map((column) => this.columnOf(column));
    this.refill();
  }

  columnOf({ index, title, hint, locked, width, choices, numeric }) {
    return {
      prop: index,
      name: title,
      size: width ?? this.widthFor(index, title),
      readonly: locked,
      editor: choices ? "choice" : undefined,
      choices,
      pin: this.pinOf(index),
      columnProperties: () => ({ class: { locked }, title: locked ? `${t("staff_locked")} ${hint}`.trim() : hint }),
      columnTemplate: (h) => h("span", {}, locked ? [title, h("span", { class: "lock", role: "img", "aria-label": t("staff_locked") })] : title),
      cellTemplate: this.holdsPictures(index) ? pictureLink : undefined,
      cellProperties: ({ model }) => this.cellOf(model, index, locked, numeric),
    };
  }

  holdsPictures(index) {
    return this.sheet.rows.slice(0, SAMPLE_ROWS).some((row) => PICTURE.test(row[index] ?? ""));
  }

  /** The first column stays in view, and on a wide window the one whose being filled colours a row: it says why. */
  pinOf(index) {
    if (index === 0) return "colPinStart";
    return this.marks.has(index) && window.innerWidth >= WIDE_PX ? "colPinEnd" : undefined;
  }

  /** A width that fits the heading and what stands in the first rows. */
  widthFor(index, title) {
    const texts = this.sheet.rows.slice(0, SAMPLE_ROWS).map((row) => row[index] ?? "");
    const widest = Math.max(textWidth(title) + LOCK_PX, ...texts.map(textWidth));
    return this.pinOf(index) === "colPinEnd" ? WIDEST_PX : Math.min(Math.max(widest + PADDING_PX, NARROWEST_PX), WIDEST_PX);
  }

  cellOf(row, index, locked, numeric) {
    const text = row[index] ?? "";
    const colour = this.colour(row);
    return {
      class: { locked, number: numeric && text !== "" && !Number.isNaN(Number(text)), unsaved: this.sheet.keeps(row, index) },
      style: colour ? { backgroundColor: css(colour), color: "#1b1f24" } : {},
      title: text.length > 12 ? text : "",
    };
  }

  /** Work out which rows are shown, in which order, and give them to RevoGrid. */
  refill() {
    this.stale = this.element.querySelector("revogr-edit") !== null;
    if (this.stale) return; // the editor of a cell would be closed; afterwards
    const { rows } = this.sheet;
    this.shown = this.view ? rows.filter(rowFilter(this.view)).sort(rowOrder(this.view)) : rows.slice();
    this.spare = this.spare.filter((row) => row.n === null);
    if (!this.view && this.sheet.writableRun) this.addSpare(SPARE_ROWS - this.spare.length);
    this.element.source = [...this.shown, ...(this.view ? [] : this.spare)];
    this.onShown();
  }

  addSpare(count) {
    for (let more = 0; more < count; more += 1) this.spare.push(blankRow());
  }

  /** Paint again what is on the screen, and do what had to wait for an editor to close. */
  repaint() {
    if (this.stale) this.refill();
    return this.element.refresh("all");
  }

  /** Put the cursor on the first blank row below the last one. */
  async focusNew() {
    if (this.view) this.show(null);
    const at = this.element.source.findIndex((row) => row.n === null);
    await this.element.scrollToRow(at);
    await this.element.setCellsFocus({ x: 0, y: at }, { x: 0, y: at }, "colPinStart", DATA);
  }

  /** Typing has begun in a cell; `val` is the first letter, or nothing when the cell was opened. */
  begin({ model, prop, column, val }) {
    this.begun = val && !column.choices ? { row: model, column: Number(prop), text: String(val) } : null;
  }

  /** A letter and a Tab that come before RevoGrid has made its editor would be lost: they are taken as typed. */
  rescue() {
    const editor = this.element.querySelector("revogr-edit :is(input, select)"); // saves by itself
    if (this.begun && !editor) this.edited([this.begun]);
    this.begun = null;
  }

  beforeEdit(event) {
    this.begun = null;
    const { model, prop, val } = event.detail;
    if ((model[prop] ?? "") === (val ?? "")) event.preventDefault(); // nothing changed: nothing to send
  }

  afterEdit(detail) {
    if (detail.model) {
      this.edited([{ row: detail.model, column: Number(detail.prop), text: String(detail.val ?? "") }]);
      return;
    }
    const cells = Object.entries(detail.data).flatMap(([index, values]) =>
      Object.entries(values).map(([column, text]) => ({
        row: detail.models[index],
        column: Number(column),
        text: String(text ?? ""),
      })),
    );
    this.edited(cells.filter(({ row }) => row));
  }

  /** A pasted block, from the focused cell on: locked cells are left out, rows are added as needed. */
  paste(event) {
    event.preventDefault();
    event.detail.event.preventDefault();
    this.pasteBlock(event.detail.parsed);
  }

  async pasteBlock(block) {
    const range = await this.element.getSelectedRange();
    const focused = await this.element.getFocused();
    if (!focused && !range) return;
    const columns = this.sheet.columns.filter(({ hidden }) => !hidden);
    const first = columns.findIndex(({ index }) => index === Number(focused.column.prop));
    const top = range?.y ?? focused.rowIndex;
    const texts = fillRange(block, range);
    if (!this.view) this.addSpare(top + texts.length - this.shown.length - this.spare.length);
    const rows = [...this.shown, ...(this.view ? [] : this.spare)];
    let skipped = 0;
    const cells = [];
    texts.forEach((line, down) => {
      line.forEach((text, right) => {
        const column = columns[first + right];
        if (!column || column.locked || !rows[top + down]) skipped += 1;
        else cells.push({ row: rows[top + down], column: column.index, text: String(text ?? "") });
      });
    });
    this.edited(cells);
    if (rows.length !== this.element.source.length) this.element.source = rows;
    if (skipped) this.onSkip(skipped);
  }

  edited(cells) {
    for (const { row, column, text } of cells) {
      if (text === "") delete row[column];
      else row[column] = text;
    }
    if (cells.length) this.onEdit(cells);
    this.repaint();
  }
}

/** One cell copied onto a selection fills it, as in every spreadsheet. */
function fillRange(block, range) {
  if (!range || block.length !== 1 || block[0].length !== 1) return block;
  const line = Array(range.x1 - range.x + 1).fill(block[0][0]);
  return Array.from({ length: range.y1 - range.y + 1 }, () => line);
}

/** The address of a picture as a link that opens it beside the grid. */
function pictureLink(h, { model, prop }) {
  const text = model[prop] ?? "";
  return PICTURE.test(text) ? h("a", { href: text, target: "_blank", rel: "noopener" }, t("staff_picture")) : text;
}

/** About how wide a text is: a Chinese character is twice a Latin one. */
function textWidth(text) {
  let width = 0;
  for (const letter of text.slice(0, 40)) width += letter > "\u2e7f" ? 14 : 9;
  return width;
}

function css({ red = 0, green = 0, blue = 0 }) {
  return `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(" ")})`;
}
