// Edits on their way to the workbook. What was typed is kept until the service says that it is stored.
//
// Edits name their row object, not its number: just before a write the newest changes are taken in, so that a row that
// somebody has moved is written where it is now. A failed call is tried again; what was refused stays marked in its cell,
// and is told, until it is typed again.

import { a1 } from "./api.js";

export const AGAIN_MS = 3000;
const TRY_AGAIN = new Set([401, 408, 429]); // signed out, which signing in again mends; slow; too many calls

/** `pull` takes in the change feed; `tell(state, message)` hears "saved", "saving", "unsaved" or "refused". */
export class Saving {
  constructor({ api, sheet, pull, tell, later = (run, wait) => setTimeout(run, wait) }) {
    Object.assign(this, { api, sheet, pull, tell, later });
    this.edits = new Map(); // row -> Map(column -> text)
    this.sent = new Map(); // the part of it that is in a call now
    this.refused = new Map();
    this.reason = "";
    this.busy = false;
    this.attempted = null; // {rows, values, below} of an append that nobody knows the end of
  }

  /** Whether a cell holds something that is not stored yet. */
  holds(row, column) {
    return [this.edits, this.sent, this.refused].some((cells) => cells.get(row)?.has(column));
  }

  get pending() {
    return this.edits.size + this.sent.size + this.refused.size > 0;
  }

  /** Take in typed cells [{row, column, text}] and send them. */
  add(cells) {
    for (const { row, column, text } of cells) {
      if (!this.edits.has(row)) this.edits.set(row, new Map());
      this.edits.get(row).set(column, text);
      this.refused.get(row)?.delete(column);
      if (!this.refused.get(row)?.size) this.refused.delete(row);
    }
    this.flush();
  }

  async flush() {
    if (this.busy || !this.edits.size) return;
    this.busy = true;
    this.tell("saving");
    [this.sent, this.edits] = [this.edits, new Map()];
    try {
      await this.pull();
      await this.appendNew();
      await this.writeKnown();
      this.sent = new Map();
      if (this.edits.size) this.tell("saving");
      else this.rest();
    } catch (error) {
      this.failed(error);
    }
    this.busy = false;
    if (this.edits.size && !this.waiting) this.flush();
  }

  /** Say how things stand when nothing is on its way. */
  rest() {
    if (this.refused.size) this.tell("refused", this.reason);
    else this.tell("saved");
  }

  failed(error) {
    if (error.status >= 400 && error.status < 500 && !TRY_AGAIN.has(error.status)) {
      for (const [row, cells] of this.sent) this.refused.set(row, new Map([...(this.refused.get(row) ?? []), ...cells]));
      this.sent = new Map();
      this.reason = error.message;
      this.rest();
      return;
    }
    for (const [row, cells] of this.edits) this.sent.set(row, new Map([...(this.sent.get(row) ?? []), ...cells]));
    [this.edits, this.sent] = [this.sent, new Map()];
    this.waiting = true;
    this.tell("unsaved", error);
    this.later(() => {
      this.waiting = false;
      this.flush();
    }, AGAIN_MS);
  }

  /** Rows that are new go below the last row of the sheet as it is by then, in one call. */
  async appendNew() {
    this.settleAttempt();
    const rows = [...this.sent.keys()].filter((row) => row.n === null);
    if (!rows.length) return;
    const width = this.sheet.writableRun;
    const values = rows.map((row) => Array.from({ length: width }, (_, c) => this.sent.get(row).get(c) ?? row[c] ?? null));
    this.attempted = { rows, values, below: this.sheet.rows.length };
    const first = await this.api.append(this.sheet.title, values);
    await this.pull(); // the feed tells of the new rows too, and must not make them twice
    this.attempted = null;
    this.sheet.place(rows, first);
    for (const row of rows) for (let c = 0; c < width; c += 1) this.sent.get(row).delete(c);
  }

  /** When an append was cut off, look whether it has landed after all, so that it is not sent twice. */
  settleAttempt() {
    if (!this.attempted) return;
    const { rows, values, below } = this.attempted;
    const held = this.sheet.rows;
    const same = (row, cells) => cells.every((text, c) => (text ?? "") === (row?.[c] ?? ""));
    for (let at = below; at + values.length <= held.length; at += 1) {
      if (values.every((cells, index) => same(held[at + index], cells))) {
        this.sheet.place(rows, held[at].n);
        break;
      }
    }
    this.attempted = null;
  }

  async writeKnown() {
    const data = [...this.sent].flatMap(([row, cells]) => runs(cells).map(([column, texts]) => ({
      range: a1(this.sheet.title, row.n, column, row.n, column + texts.length - 1),
      values: [texts],
    })));
    if (data.length) await this.api.write(data);
  }
}

/** Cells of a row as runs of neighbours: [[first column, texts], ...]. */
export function runs(cells) {
  const made = [];
  for (const [column, text] of [...cells].sort(([a], [b]) => a - b)) {
    const last = made.at(-1);
    if (last && last[0] + last[1].length === column) last[1].push(text);
    else made.push([column, [text]]);
  }
  return made;
}
