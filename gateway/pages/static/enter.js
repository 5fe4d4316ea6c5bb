/* Enters a key for a session, and ends it. The key is sent once and kept nowhere on the page. */

import { ask } from "./api.js";
import { find } from "./dom.js";

function problem(text) {
  find("entrar-erro").textContent = text;
  find("entrar-erro").hidden = !text;
}

async function who() {
  try {
    const found = await ask("/session");
    if (found.keys === "off") {
      find("quem").textContent = "Chaves desligadas: não é preciso entrar.";
      return;
    }
    find("quem").textContent = `Sessão de ${found.name}; permite: ${found.scopes.join(", ")}.`;
    find("sair").hidden = false;
  } catch {
    find("sair").hidden = true;
  }
}

find("entrar").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.chave;
  problem("");
  try {
    await ask("/session", { key: field.value.trim() });
    field.value = "";
    location.assign("/");
  } catch (error) {
    problem(error.message);
  }
});

find("sair").addEventListener("click", async () => {
  await fetch("/session", { method: "DELETE" });
  location.reload();
});

who();
