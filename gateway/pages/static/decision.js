/* Asks for a reason as soon as somebody is to be declined, and not before. */

const form = document.querySelector("form.decide");
if (form) {
  const why = form.querySelector(".why");
  const change = () => {
    const declines = form.elements.action.value === "decline";
    why.hidden = !declines;
    form.elements.reason.required = declines;
  };
  form.addEventListener("change", change);
  window.addEventListener("pageshow", change);
  change();
}

document.getElementById("saved")?.focus();
