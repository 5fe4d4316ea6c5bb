/* Makes elements; text goes in by textContent only, so nothing that was sent runs as markup. */

export const find = (id) => document.getElementById(id);

export function make(tag, { data, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  Object.assign(element.dataset, data);
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}

const decimal = new Intl.NumberFormat("pt-BR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const number = (value) => decimal.format(value);

const percent = new Intl.NumberFormat("pt-BR", { style: "percent" });

/* A chance in whole per cent; one that is not certain is not shown as if it were. */
export function chance(value) {
  if (value < 0.01) return `menos de ${percent.format(0.01)}`;
  if (value > 0.99) return `mais de ${percent.format(0.99)}`;
  return percent.format(value);
}

const clock = new Intl.DateTimeFormat("pt-BR", { dateStyle: "short", timeStyle: "short" });

export const moment = (text) => clock.format(new Date(text));

export const isZero = (value) => Math.abs(value) < 0.05;

export function signed(value) {
  if (isZero(value)) return decimal.format(0);
  return (value < 0 ? "−" : "+") + decimal.format(Math.abs(value));
}
