/* Asks the gateway; an error carries the text that the gateway gives for people. */

const ENTER = "/entrar";
const AWAY = "O servidor não responde. Verifique a conexão e tente de novo.";

export async function ask(path, document) {
  const options = document && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(document),
  };
  let answer;
  let found;
  try {
    answer = await fetch(path, options);
    found = await answer.json();
  } catch {
    throw new Error(AWAY);
  }
  if (answer.status === 401 && location.pathname !== ENTER) location.assign(ENTER);
  if (!answer.ok) throw new Error(found.error ?? AWAY);
  return found;
}

export const path = (...parts) => parts.map((part) => "/" + encodeURIComponent(part)).join("");
