// Added rows of a form without asking the server: a blank row is copied from the page's <template>, and one that is
// removed goes at once. The names of the inputs keep their numbers; the headings count anew.

const rowsOf = (section) => [...section.querySelectorAll(":scope > [data-row]")];

function countAnew(section) {
  const { minimum, maximum } = section.dataset;
  const rows = rowsOf(section);
  rows.forEach((row, at) => {
    const heading = row.querySelector("h3");
    heading.textContent = heading.dataset.place.replace("#", at + 1);
    const remove = row.querySelector("[name=remove]");
    remove.setAttribute("aria-label", remove.dataset.place.replace("#", at + 1));
    remove.hidden = rows.length <= Number(minimum);
  });
  section.querySelector(":scope > .actions > [name=add]").hidden = rows.length >= Number(maximum);
}

function add(section) {
  const tab = section.dataset.rows;
  const numbers = rowsOf(section).map((row) => Number(row.querySelector("[name=remove]").value.split("-")[1]));
  const pattern = section.querySelector("template");
  pattern.insertAdjacentHTML("beforebegin", pattern.innerHTML.replaceAll(`${tab}-0`, `${tab}-${Math.max(0, ...numbers) + 1}`));
  countAnew(section);
  section.dispatchEvent(new Event("change", { bubbles: true }));
  rowsOf(section).at(-1).querySelector("h3").focus();
}

function remove(section, row) {
  const isFilled = [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].some((input) =>
    ["radio", "checkbox"].includes(input.type) ? input.checked && input.value : input.value.trim(),
  );
  if (isFilled && !confirm(section.dataset.sure)) return;
  row.remove();
  countAnew(section);
  section.querySelector("[name=add]").focus();
}

for (const section of document.querySelectorAll("[data-rows]")) {
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.name === "add") add(section);
    else if (button?.name === "remove") remove(section, button.closest("[data-row]"));
    else return;
    event.preventDefault();
  });
}
