// The agenda of one's own, with no more rows than are used and one to go on with. Without this
// script all rows are there.

const details = /** @type {HTMLDetailsElement | null} */ (document.getElementById("own-stages"));
const rows = [...(details?.querySelectorAll("li") ?? [])];

/** @param {Element} row */
function isUsed(row) {
  return Boolean(row.querySelector("select")?.value);
}

function showRows() {
  const used = rows.map(isUsed).lastIndexOf(true) + 1;
  rows.forEach((row, index) => (row.hidden = index > used));
}

function showOwn() {
  const chosen = /** @type {HTMLInputElement | null} */ (
    document.querySelector('input[name="agenda"]:checked')
  );
  if (details) details.hidden = chosen?.value !== "own";
  if (details && chosen?.value === "own") details.open = true;
}

details?.addEventListener("change", showRows);
document.addEventListener("change", (event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name === "agenda") showOwn();
});
showRows();
showOwn();
