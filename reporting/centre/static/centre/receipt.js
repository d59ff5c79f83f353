// Takes the key of a receipt out of the address, where it would be seen and kept, and sends it.
// Without this script people paste their address into the form.
const receiptKey = decodeURIComponent(location.hash.slice(1));
const keyField = /** @type {HTMLInputElement | null} */ (document.getElementById("key"));

if (receiptKey && keyField) {
  history.replaceState(null, "", location.pathname);
  keyField.value = receiptKey;
  keyField.form?.submit();
}
