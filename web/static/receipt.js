// Ask until the entry is in the workbook, then say so. Without the script a link does the same.

const waiting = document.getElementById("not-sent");
const LONGEST_WAIT_MS = 30000;

async function ask(waitMs) {
  try {
    const answer = await fetch(waiting.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.ok && (await answer.json()).sent) {
      waiting.hidden = true;
      document.getElementById("sent").hidden = false;
      return;
    }
  } catch {
    // No signal now: the entry is safe on the server, the question is asked again.
  }
  setTimeout(ask, waitMs, Math.min(waitMs * 1.5, LONGEST_WAIT_MS));
}

setTimeout(ask, 2000, 3000);
