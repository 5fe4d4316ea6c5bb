/* A short pair without a CV goes into the address, so that it can be linked to and the back button works. */

const LONGEST = 1500;
const form = document.getElementById("par");

form.addEventListener("submit", () => {
  const fields = [...new FormData(form)].filter(([, value]) => value.trim());
  const text = new URLSearchParams(fields).toString();
  // What is empty is sent, so that it is said what is missing.
  const isShort = text && text.length <= LONGEST && !form.elements["candidato.cv"].value.trim();
  form.method = isShort ? "get" : "post";
  if (!isShort) return;
  // An empty field would only make the address longer.
  for (const field of form.elements) if (field.name && !field.value.trim()) field.disabled = true;
});

window.addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

document.getElementById("result")?.focus({ preventScroll: true });
