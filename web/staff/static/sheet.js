// One sheet as the grid holds it: columns with their rules, and rows that know where they stand. Applies the change feed.

import { letters } from "./api.js";

const DEFAULT_PX = 100;

/** A row: the shown text of column c under the key c, and `n`, its 0-based row in the sheet; null while it is new. */
export function blankRow(n = null) {
  return { n };
}

/** The values of a sheet by column, the heading first, as rows from sheet row 1 on. */
export function rowsOf(columns) {
  const count = Math.max(0, ...columns.map((column) => column.length - 1));
  const rows = Array.from({ length: count }, (_, index) => blankRow(index + 1));
  columns.forEach((column, c) => {
    for (let n = 1; n < column.length; n += 1) if (column[n] !== "") rows[n - 1][c] = column[n];
  });
  return rows;
}

/** The columns of a sheet in order: {index, title, hint, locked, hidden, width, choices, numeric}. */
export function columnsOf(sheet, head) {
  const [heading = [], second = []] = (head.rowData ?? []).map((row) => row.values ?? []);
  const count = heading.findLastIndex((cell) => cell.formattedValue) + 1;
  return Array.from({ length: count }, (_, index) => {
    const rule = second[index]?.dataValidation;
    const size = head.columnMetadata?.[index] ?? {};
    return {
      index,
      title: heading[index]?.formattedValue ?? letters(index),
      hint: heading[index]?.note ?? "",
      locked: (sheet.protectedRanges ?? []).some((range) => locks(range, index)),
      hidden: Boolean(size.hiddenByUser),
      width: size.pixelSize && size.pixelSize !== DEFAULT_PX ? size.pixelSize : null,
      choices: rule?.condition?.type === "ONE_OF_LIST" ? rule.condition.values.map((v) => v.userEnteredValue) : null,
      numeric: second[index]?.userEnteredFormat?.numberFormat?.type !== "TEXT",
    };
  });
}

function locks({ range = {}, warningOnly, requestingUserCanEdit }, column) {
  if (warningOnly || (requestingUserCanEdit && range.startColumnIndex === undefined)) return false;
  return column >= (range.startColumnIndex ?? 0) && column < (range.endColumnIndex ?? Infinity);
}

/** A value of the feed as it is shown in a cell without a format of its own. */
export function shownText(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return String(value).toUpperCase();
  return typeof value === "number" ? String(Number(value.toPrecision(12))) : String(value);
}

/**
 * Apply one record of the feed to the rows of its sheet.
 * Gives "values", "rows" (rows came, went or moved), "" (nothing to see), or "reload" when it must be read again.
 * `keep(row, column)` is asked before a cell is replaced: an unsaved cell of ours stays.
 */
export function applyRecord(rows, record, keep = () => false) {
  switch (record.kind) {
    case "values":
    case "results":
      return applyValues(rows, record, keep);
    case "insertDimension":
      return record.dimension === "ROWS" ? insertRows(rows, record) : "reload";
    case "deleteDimension":
      if (record.dimension !== "ROWS" || record.startIndex === 0) return "reload";
      rows.splice(record.startIndex - 1, record.endIndex - record.startIndex);
      return renumber(rows);
    case "sortRange":
      return sortRows(rows, record);
    case "format":
    case "developerMetadata":
    case "namedRange":
    case "permissions":
    case "comment":
      return "";
    default:
      return "reload";
  }
}

function applyValues(rows, { range = {}, values = [] }, keep) {
  const top = range.startRowIndex ?? 0;
  const left = range.startColumnIndex ?? 0;
  if (top === 0 && values.length) return "reload"; // a heading
  values.forEach((column, offset) => {
    column.forEach((value, down) => {
      const n = top + down;
      const text = shownText(value);
      while (rows.length < n && text !== "") rows.push(blankRow(rows.length + 1));
      const row = rows[n - 1];
      if (!row || keep(row, left + offset)) return;
      if (text === "") delete row[left + offset];
      else row[left + offset] = text;
    });
  });
  return "values";
}

function insertRows(rows, { startIndex = 0, endIndex }) {
  if (startIndex === 0) return "reload";
  if (startIndex - 1 >= rows.length) return ""; // below the last row
  rows.splice(startIndex - 1, 0, ...Array.from({ length: endIndex - startIndex }, () => blankRow()));
  return renumber(rows);
}

function sortRows(rows, { range = {}, order }) {
  const top = (range.startRowIndex ?? 0) - 1;
  if ((range.startColumnIndex ?? 0) !== 0 || top < 0 || !order) return "reload";
  while (rows.length < top + order.length) rows.push(blankRow());
  rows.splice(top, order.length, ...order.map((from) => rows[top + from]));
  return renumber(rows);
}

function renumber(rows) {
  rows.forEach((row, index) => (row.n = index + 1));
  return "rows";
}
