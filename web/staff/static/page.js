// The staff page: the strip of tabs, the buttons of the filter views, the state of saving, and the sheet that is open.

import "../vendor/revo-grid/revo-grid.esm.js";

import { Api } from "./api.js";
import { OpenSheet } from "./book.js";
import { Grid } from "./grid.js";
import { Saving } from "./saving.js";
import { failure, t } from "./words.js";

const PULL_MS = 2000;
const page = document.getElementById("grid-page");
const parts = Object.fromEntries(["state", "message", "views", "tabs", "count", "new-row"].map((id) => [id, document.getElementById(id)]));
const element = page.querySelector("revo-grid");
const addresses = JSON.parse(document.getElementById("addresses").textContent); // title of a sheet -> its address
const api = new Api(page.dataset.spreadsheet);

async function start() {
  tell("loading");
  const sheets = await api.sheets();
  const visible = sheets.filter(({ properties }) => !properties.hidden);
  const resource = visible.find(({ properties }) => properties.title === page.dataset.sheet) ?? visible[0];
  showTabs(visible, resource);
  const sheet = new OpenSheet(api, resource);
  await sheet.load();
  const saving = new Saving({ api, sheet, pull: () => sheet.pull(), tell: (state, reason) => (tell(state, reason), grid.repaint()) });
  sheet.keeps = (row, column) => saving.holds(row, column);
  const grid = new Grid(element, sheet, {
    onEdit: (cells) => {
      say("");
      saving.add(cells);
    },
    onSkip: (skipped) => say(t("staff_skipped", { count: skipped })),
    onShown: () => count(grid),
  });
  showViews(sheet, grid);
  await customElements.whenDefined("revo-grid");
  grid.show();
  parts["new-row"].hidden = sheet.writableRun === 0;
  parts["new-row"].addEventListener("click", () => grid.focusNew());
  sheet.onChange = (kind) => {
    if (kind === "reload") showViews(sheet, grid);
    if (kind === "reload") grid.show();
    else if (kind === "rows") grid.refill();
    else grid.repaint();
  };
  tell("saved");
  page.dataset.ready = "true";
  keepPulling(sheet, saving);
  window.addEventListener("beforeunload", (event) => saving.pending && event.preventDefault());
}

function keepPulling(sheet, saving) {
  const again = async () => {
    try {
      await sheet.pull();
      if (!saving.pending) tell("saved");
    } catch (error) {
      if (!saving.pending) tell("offline", failure(error));
    }
    setTimeout(again, PULL_MS);
  };
  setTimeout(again, PULL_MS);
}

/** The state beside the heading, always in words. */
function tell(state, reason = "") {
  parts.state.dataset.state = state;
  parts.state.textContent = t(`staff_state_${state}`);
  if (state === "refused") say(t("staff_failed", { reason }), "refused");
  else if (state === "unsaved") say(reason.status === 401 ? failure(reason) : t("staff_again"), "passing");
  else if (state === "offline") say(reason, "passing");
  else if (state === "saved" && parts.message.dataset.about === "passing") say("");
}

/** A sentence above the sheet. What is "passing" goes when the trouble is over, the rest with the next edit. */
function say(text, about = "") {
  parts.message.textContent = text;
  parts.message.dataset.about = about;
  parts.message.hidden = !text;
}

function count(grid) {
  parts.count.textContent = t("staff_rows", { count: grid.shown.length.toLocaleString() });
}

function showTabs(sheets, open) {
  parts.tabs.replaceChildren(
    ...sheets.map(({ properties: { title } }) => {
      const link = document.createElement("a");
      link.href = addresses[title] ?? `${page.dataset.base}${encodeURIComponent(title)}`;
      link.textContent = title;
      if (title === open.properties.title) link.setAttribute("aria-current", "page");
      return link;
    }),
  );
  parts.tabs.querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

function showViews(sheet, grid) {
  const button = (title, view) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "view";
    made.textContent = title;
    made.setAttribute("aria-pressed", String((view?.filterViewId ?? null) === (grid.view?.filterViewId ?? null)));
    made.addEventListener("click", () => {
      grid.show(view);
      for (const each of parts.views.children) each.setAttribute("aria-pressed", String(each === made));
    });
    return made;
  };
  const views = sheet.resource.filterViews ?? [];
  parts.views.replaceChildren(button(t("staff_all"), null), ...views.map((view) => button(view.title, view)));
}

start().catch((error) => {
  tell("offline", failure(error));
  page.dataset.ready = "failed";
  throw error;
});
