// Small comforts; every page works without them.
"use strict";

// How much room is left in a text, counted as the GSM alphabet counts.
for (const area of document.querySelectorAll("textarea[data-room]")) {
  const { room, basic, extended } = area.dataset;
  const plain = JSON.parse(area.dataset.plain);
  const shown = document.createElement("p");
  shown.className = "meta counter";
  const spoken = document.createElement("p"); // for screen readers, when the typing pauses
  spoken.className = "hidden";
  spoken.setAttribute("role", "status");
  area.after(shown, spoken);

  const cost = (char) => (basic.includes(char) ? 1 : extended.includes(char) ? 2 : null);
  const septets = (text) => {
    let total = 0;
    for (const char of text) {
      const simple = plain[char] ?? (cost(char) ? char : char.normalize("NFKD").replace(/\p{M}/gu, ""));
      for (const part of simple) total += cost(part) ?? 1;
    }
    return total;
  };
  let pause;
  const count = () => {
    const left = room - septets(area.value.trim().replace(/\s+/g, " "));
    const words = left < 0 ? `Kelebihan ${-left} huruf` : `Sisa ${left} huruf`;
    shown.classList.toggle("over", left < 0);
    shown.textContent = words;
    clearTimeout(pause);
    pause = setTimeout(() => (spoken.textContent = left < 30 ? words : ""), 1000);
  };
  area.addEventListener("input", count);
  count();
}

// An open queue page looks now and then whether new cases came, and closes when the session is over.
const fresh = document.querySelector("[data-watch]");
if (fresh) {
  setInterval(async () => {
    const answer = await fetch(fresh.dataset.watch, { redirect: "manual" }).catch(() => null);
    if (answer === null) return;
    if (answer.type === "opaqueredirect") return location.reload();
    if (!answer.ok) return;
    const more = (await answer.json()).baru - Number(fresh.dataset.count);
    if (more <= 0 || fresh.dataset.told === String(more)) return;
    fresh.dataset.told = String(more);
    fresh.textContent = `Ada ${more} kasus baru. `;
    const link = document.createElement("a");
    link.href = "?tab=baru";
    link.textContent = "Tampilkan";
    fresh.append(link);
  }, 30000);
}

// A card's page prints itself at a press; without a script the page says which keys do.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
