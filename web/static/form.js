// What a form page gains from a script; it works without. A double tap sends once, the summary of problems gets the
// focus, and questions and choices that do not apply are hidden: the server says which, by the rules that will judge the
// entry.

document.documentElement.classList.add("has-script");

const summary = document.getElementById("problems");
if (summary) summary.focus();

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
  });
}

const typedIn = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

// What the other answers do not allow goes out of sight; what is chosen stays, to be taken back.
function offer(question, names) {
  for (const input of question.querySelectorAll("[type=radio], [type=checkbox], option")) {
    const isOffered = !names || !input.value || names.includes(input.value) || input.checked || input.selected;
    input.disabled = !isOffered;
    (input.closest("label") ?? input).hidden = !isOffered;
  }
}

async function followTheAnswers(form) {
  if (!form.querySelector("[data-relevant], [data-filtered]")) return;
  try {
    const answer = await fetch(form.dataset.asked, { method: "POST", body: typedIn(form) });
    if (!answer.ok) return;
    const { asked, offered } = await answer.json();
    for (const [name, isAsked] of Object.entries(asked)) {
      const question = document.getElementById(`q-${name}`);
      if (question) question.hidden = !isAsked;
    }
    for (const question of form.querySelectorAll("[data-filtered]")) offer(question, offered[question.id.slice(2)]);
  } catch {
    // No signal: everything stays, and the server leaves out the answers that do not apply and refuses the others.
  }
}

for (const form of document.querySelectorAll("form[data-asked]")) {
  form.addEventListener("change", () => followTheAnswers(form));
  followTheAnswers(form);
}

// A page that comes back from the history is a new chance to send.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sending;
});
