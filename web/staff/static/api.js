// The Sheets v4 API and the change feed of one spreadsheet, as far as the grid uses them. Knows nothing of the page.

const csrf = document.querySelector("meta[name=csrf-token]").content;

/** A request that was refused or did not arrive. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** A1 letters of a 0-based column. */
export function letters(column) {
  const rest = Math.floor(column / 26);
  return (rest ? letters(rest - 1) : "") + String.fromCharCode(65 + (column % 26));
}

/** An A1 range of a sheet; rows and columns are 0-based, ends are inclusive. */
export function a1(title, row, column, lastRow = row, lastColumn = column) {
  const quoted = `'${title.replaceAll("'", "''")}'`;
  return `${quoted}!${letters(column)}${row + 1}:${letters(lastColumn)}${lastRow + 1}`;
}

/** The calls on one spreadsheet. `fetcher` is window.fetch, or what stands for it. */
export class Api {
  constructor(spreadsheet, fetcher = (...given) => fetch(...given)) {
    this.base = `/v4/spreadsheets/${encodeURIComponent(spreadsheet)}`;
    this.fetcher = fetcher;
  }

  /** All sheets with what does not depend on rows. */
  async sheets() {
    const fields = "sheets(properties,protectedRanges,filterViews,conditionalFormats)";
    return (await this.get(`?fields=${encodeURIComponent(fields)}`)).sheets;
  }

  /** The cells of the first two rows of a sheet with their rules, and the sizes of the columns. */
  async head(title) {
    const fields =
      "sheets(data(rowData(values(formattedValue,note,dataValidation,userEnteredFormat/numberFormat)),columnMetadata))";
    const given = new URLSearchParams({ fields, ranges: `'${title.replaceAll("'", "''")}'!1:2` });
    return (await this.get(`?${given}`)).sheets[0].data[0];
  }

  /** All values of a sheet by column, as they are shown. */
  async columns(title) {
    const given = new URLSearchParams({
      ranges: `'${title.replaceAll("'", "''")}'`,
      majorDimension: "COLUMNS",
      valueRenderOption: "FORMATTED_VALUE",
    });
    return (await this.get(`/values:batchGet?${given}`)).valueRanges[0].values ?? [];
  }

  /** What happened after a version: {version, changes} or {version, reset: true}. */
  changes(since) {
    return this.get(`/changes?since=${since}`);
  }

  /** The version as of now. */
  async version() {
    return (await this.changes(2 ** 31 - 1)).version;
  }

  /** Write ranges [{range, values}] as if they were typed: columns in text format keep 0012 as it is. */
  write(data) {
    return this.send("POST", "/values:batchUpdate", { valueInputOption: "USER_ENTERED", data });
  }

  /** Add rows below the last one; gives the 0-based number of the first. */
  async append(title, values) {
    const given = "valueInputOption=USER_ENTERED&insertDataOption=INSERT_ROWS";
    const range = encodeURIComponent(`'${title.replaceAll("'", "''")}'`);
    const answer = await this.send("POST", `/values/${range}:append?${given}`, { values });
    const [, row] = /![A-Z]+(\d+)/.exec(answer.updates.updatedRange);
    return Number(row) - 1;
  }

  get(path) {
    return this.send("GET", `${path}${path.includes("?") ? "&" : "?"}prettyPrint=false`);
  }

  async send(method, path, body) {
    const headers = { Accept: "application/json" };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": csrf });
    let answer;
    try {
      answer = await this.fetcher(this.base + path, { method, headers, body: body && JSON.stringify(body) });
    } catch (error) {
      throw new ApiError(0, String(error));
    }
    if (!answer.headers.get("Content-Type")?.includes("json")) throw new ApiError(answer.status, answer.statusText);
    const said = await answer.json();
    if (!answer.ok) throw new ApiError(answer.status, said.error?.message ?? answer.statusText);
    return said;
  }
}
