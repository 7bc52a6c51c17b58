// The conditions of filter views and conditional formats, as far as the grid understands them: comparisons of a cell with
// a literal. What it does not understand matches nothing in a colour and everything in a filter.

const NUMBERS = {
  NUMBER_EQ: (a, b) => a === b,
  NUMBER_NOT_EQ: (a, b) => a !== b,
  NUMBER_GREATER: (a, b) => a > b,
  NUMBER_GREATER_THAN_EQ: (a, b) => a >= b,
  NUMBER_LESS: (a, b) => a < b,
  NUMBER_LESS_THAN_EQ: (a, b) => a <= b,
};
const TEXTS = {
  TEXT_EQ: (a, b) => a.toLowerCase() === b.toLowerCase(),
  TEXT_NOT_EQ: (a, b) => a.toLowerCase() !== b.toLowerCase(),
  TEXT_CONTAINS: (a, b) => a.toLowerCase().includes(b.toLowerCase()),
  TEXT_NOT_CONTAINS: (a, b) => !a.toLowerCase().includes(b.toLowerCase()),
  TEXT_STARTS_WITH: (a, b) => a.toLowerCase().startsWith(b.toLowerCase()),
  TEXT_ENDS_WITH: (a, b) => a.toLowerCase().endsWith(b.toLowerCase()),
};
const OPERATORS = {
  "=": (a, b) => a === b,
  "<>": (a, b) => a !== b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};
const COMPARISON = /^\$([A-Z]{1,3})1(=|<>|>=|<=|>|<)(?:"((?:[^"]|"")*)"|(-?\d+(?:\.\d+)?))$/;

const OWN_ROW = /(\$[A-Z]{1,3})(\d+)(?=[=<>])/g;
const BELOW_HEADING = "ROW()>1"; // true of every row that the grid shows

/** The number that a shown text means, or NaN. */
export function numberOf(text) {
  return text === "" ? NaN : Number(text.replaceAll(",", ""));
}

/** A BooleanCondition as a function of a shown text; undefined when it is not understood. */
export function cellTest({ type, values = [] }) {
  const literal = String(values[0]?.userEnteredValue ?? "");
  if (type === "BLANK") return (text) => text === "";
  if (type === "NOT_BLANK") return (text) => text !== "";
  if (type in NUMBERS) return (text) => text !== "" && NUMBERS[type](numberOf(text), numberOf(literal));
  if (type in TEXTS) return (text) => TEXTS[type](text, literal);
  return undefined;
}

/** The filter of a filter view as a function of a row; a row gives the text of a column by number. */
export function rowFilter(view) {
  const tests = (view.filterSpecs ?? []).map(({ columnIndex = 0, filterCriteria = {} }) => {
    const hidden = new Set(filterCriteria.hiddenValues ?? []);
    const test = filterCriteria.condition && cellTest(filterCriteria.condition);
    return (row) => !hidden.has(row[columnIndex] ?? "") && (!test || test(row[columnIndex] ?? ""));
  });
  return (row) => tests.every((test) => test(row));
}

/** The order of a filter view as a comparison of rows: numbers before texts, blanks last either way. */
export function rowOrder(view) {
  const specs = (view.sortSpecs ?? []).map(({ dimensionIndex = 0, sortOrder }) => [dimensionIndex, sortOrder === "DESCENDING"]);
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  return (left, right) => {
    for (const [column, descending] of specs) {
      const found = compare(left[column] ?? "", right[column] ?? "", descending, collator);
      if (found) return found;
    }
    return 0;
  };
}

function compare(a, b, descending, collator) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const [x, y] = [numberOf(a), numberOf(b)];
  const [noX, noY] = [Number.isNaN(x), Number.isNaN(y)];
  const found = noX || noY ? noX - noY || collator.compare(a, b) : x - y;
  return descending ? -found : found;
}

/** The conditional formats of a sheet as a function that gives a row's colour, or undefined. The first rule wins. */
export function rowColour(rules) {
  const made = (rules ?? [])
    .map((rule) => [formulaTest(formulaOf(rule)), rule.booleanRule?.format?.backgroundColor])
    .filter(([test, colour]) => test && colour);
  return (row) => made.find(([test]) => test(row))?.[1];
}

/** The columns that a rule colours the row for when they are filled, such as one that says what is wrong. */
export function markColumns(rules) {
  const found = (rules ?? []).map((rule) => /^=(?:AND\(ROW\(\)>1,)?\$([A-Z]{1,3})1<>""\)?$/.exec(formulaOf(rule)));
  return new Set(found.filter(Boolean).map(([, name]) => columnOf(name)));
}

/** The formula of a rule as it reads in the first row: a formula is written for the first row of its range. */
function formulaOf({ ranges, booleanRule }) {
  const { type, values } = booleanRule?.condition ?? {};
  if (type !== "CUSTOM_FORMULA") return "";
  const first = (ranges?.[0]?.startRowIndex ?? 0) + 1;
  return String(values?.[0]?.userEnteredValue ?? "").replaceAll(OWN_ROW, (all, column, row) => (Number(row) === first ? `${column}1` : all));
}

function columnOf(name) {
  return [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function formulaTest(formula) {
  const several = /^=AND\((.*)\)$/i.exec(formula);
  const parts = several ? splitArguments(several[1]) : [formula.slice(1)];
  const tests = parts.filter((part) => part !== BELOW_HEADING).map(comparison);
  return tests.every(Boolean) ? (row) => tests.every((test) => test(row)) : undefined;
}

function comparison(text) {
  const found = COMPARISON.exec(text.trim());
  if (!found) return undefined;
  const [, name, operator, quoted, number] = found;
  const column = columnOf(name);
  const compares = OPERATORS[operator];
  if (number !== undefined) {
    return (row) => (row[column] ?? "") !== "" && compares(numberOf(row[column]), Number(number));
  }
  const literal = quoted.replaceAll('""', '"');
  return (row) => compares(row[column] ?? "", literal);
}

function splitArguments(text) {
  return text.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? [];
}
