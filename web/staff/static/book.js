// The sheet that is open: read it whole once, then take in only what the change feed tells.

import { applyRecord, blankRow, columnsOf, rowsOf } from "./sheet.js";

const TRIES = 4;

export class OpenSheet {
  constructor(api, resource) {
    this.api = api;
    this.resource = resource;
    this.rows = [];
    this.columns = [];
    this.version = 0;
    this.keeps = () => false;
    this.onChange = () => {};
    this.queue = Promise.resolve();
  }

  get title() {
    return this.resource.properties.title;
  }

  get id() {
    return this.resource.properties.sheetId ?? 0;
  }

  /** How many columns from the first on may be written: what a new row is made of. */
  get writableRun() {
    const locked = this.columns.findIndex((column) => column.locked);
    return locked === -1 ? this.columns.length : locked;
  }

  /** Read everything. Reads again when somebody wrote meanwhile, so that rows and version belong together. */
  async load() {
    for (let left = TRIES; left > 0; left -= 1) {
      const version = await this.api.version();
      const [head, columns] = await Promise.all([this.api.head(this.title), this.api.columns(this.title)]);
      this.columns = columnsOf(this.resource, head);
      this.rows = rowsOf(columns);
      this.version = version;
      const told = await this.api.changes(version);
      if (told.reset) continue;
      if (this.take(told) !== "reload") return;
    }
    throw new Error("the sheet changes faster than it can be read");
  }

  /** Take in what happened since; calls follow each other, never at once. */
  pull() {
    const next = this.queue.then(() => this.pullNow());
    this.queue = next.catch(() => {});
    return next;
  }

  async pullNow() {
    const told = await this.api.changes(this.version);
    const found = told.reset ? "reload" : this.take(told);
    if (found === "reload") {
      this.resource = (await this.api.sheets()).find(({ properties }) => (properties.sheetId ?? 0) === this.id);
      if (!this.resource) throw new Error("the sheet was deleted");
      await this.reload();
    }
    if (found) this.onChange(found);
  }

  /** Read again, and keep the row objects that unsaved edits name by finding them again by their first cell. */
  async reload() {
    const before = this.rows;
    await this.load();
    const byKey = new Map(this.rows.filter((row) => row[0]).map((row) => [row[0], row]));
    for (const row of before) {
      if (!this.columns.some(({ index }) => this.keeps(row, index))) continue;
      const now = byKey.get(row[0]);
      row.n = now ? now.n : null;
      if (now) this.rows[now.n - 1] = Object.assign(row, { ...now, ...this.unsaved(row) });
    }
  }

  unsaved(row) {
    return Object.fromEntries(this.columns.filter(({ index }) => this.keeps(row, index)).map(({ index }) => [index, row[index]]));
  }

  /** Apply a reply of the feed; gives the strongest of "", "values", "rows", "reload". */
  take(told) {
    const strength = ["", "values", "rows", "reload"];
    let found = 0;
    const count = this.rows.length;
    for (const record of told.changes) {
      const elsewhere = record.sheetId !== undefined && record.sheetId !== this.id;
      if (elsewhere && !TABS.has(record.kind)) continue;
      const done = applyRecord(this.rows, record, (row, column) => this.keeps(row, column));
      found = Math.max(found, strength.indexOf(done));
    }
    if (this.rows.length !== count) found = Math.max(found, 2);
    this.version = told.version;
    return strength[found];
  }

  /** Put rows that were new where they now stand, from sheet row `first` on. */
  place(rows, first) {
    rows.forEach((row, index) => {
      const n = first + index;
      while (this.rows.length < n) this.rows.push(blankRow(this.rows.length + 1));
      this.rows[n - 1] = Object.assign(row, { ...this.rows[n - 1], ...row, n });
    });
    this.onChange("rows");
  }
}

/** What changes the strip of tabs, whichever sheet is open. */
const TABS = new Set(["addSheet", "deleteSheet", "updateSheetProperties"]);
