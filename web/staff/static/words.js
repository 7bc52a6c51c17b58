// The words of the page in the reader's language, which the server puts into it.

const words = JSON.parse(document.getElementById("words").textContent);

/** A message with its {values} put in. */
export function t(id, values = {}) {
  return words[id].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** What went wrong, in words, for an ApiError or any other. */
export function failure(error) {
  if (error.status === 0) return t("staff_offline");
  if (error.status === 401) return t("staff_signed_out");
  if (error.status === 403) return t("staff_forbidden");
  if (error.status === 429 || error.status >= 500) return t("staff_busy");
  return t("staff_failed", { reason: error.message });
}
