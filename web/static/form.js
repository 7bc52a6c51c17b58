// What a form page gains from a script; it works without. A double tap sends once, and the summary of problems gets the focus.

const summary = document.getElementById("problems");
if (summary) summary.focus();

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
  });
}

// A page that comes back from the history is a new chance to send.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sending;
});
