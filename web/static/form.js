// What a form page gains from a script; it works without. A double tap sends once, the summary of problems gets the
// focus, and questions that do not apply are hidden: the server says which, by the rules that will judge the entry.

const summary = document.getElementById("problems");
if (summary) summary.focus();

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
  });
}

async function hideWhatIsNotAsked(form) {
  if (!form.querySelector("[data-relevant]")) return;
  try {
    const answer = await fetch(form.dataset.asked, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return;
    for (const [name, isAsked] of Object.entries(await answer.json())) {
      const question = document.getElementById(`q-${name}`);
      if (question) question.hidden = !isAsked;
    }
  } catch {
    // No signal: every question stays, and the server leaves out the answers that do not apply.
  }
}

for (const form of document.querySelectorAll("form[data-asked]")) {
  form.addEventListener("change", () => hideWhatIsNotAsked(form));
  hideWhatIsNotAsked(form);
}

// A page that comes back from the history is a new chance to send.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sending;
});
