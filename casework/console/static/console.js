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

// Ready phrases go into the answer at once.
for (const select of document.querySelectorAll("select[data-into]")) {
  const area = document.getElementById(select.dataset.into);
  select.parentElement.querySelector("[data-without-script]").hidden = true;
  select.addEventListener("change", () => {
    const text = select.selectedOptions[0].dataset.text;
    if (!text) return;
    const ready = [...select.options].map((option) => option.dataset.text);
    const own = ready.includes(area.value.trim()) ? "" : area.value.trim();
    area.value = [own, text].filter(Boolean).join(" ");
    area.dispatchEvent(new Event("input"));
  });
}

// What changes appears by itself: lists are shown anew, a case says that it changed. Over when the session is.
const live = document.querySelector("[data-live]");
if (live && window.EventSource) {
  const own = live.dataset.case;
  const found = new Set();
  let opened = 0;
  let pause;

  const say = (words, link) => {
    live.textContent = words;
    if (link) {
      const again = document.createElement("a");
      again.href = location.href;
      again.textContent = link;
      live.append(" ", again);
    }
  };
  const show = async () => {
    const answer = await fetch(location.href, { redirect: "manual", headers: { "X-Kabar": "1" } }).catch(() => null);
    if (answer === null) return;
    if (answer.type === "opaqueredirect") return location.reload();
    if (!answer.ok) return say("Ada perubahan.", "Muat ulang daftar");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.getAttribute("href");
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const other = fresh.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
      if (!other || part.innerHTML === other.innerHTML) continue;
      const inside = part.contains(document.activeElement);
      part.innerHTML = other.innerHTML;
      if (inside && focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    }
    say(opened ? `Daftar diperbarui: ${opened} kasus baru.` : "Daftar diperbarui.");
    opened = 0;
  };
  const news = new EventSource(live.dataset.live);
  news.addEventListener("message", (event) => {
    const { jenis, id } = JSON.parse(event.data);
    if (own) {
      if (jenis === "changed" && String(id) === own) say("Kasus ini baru saja berubah.", "Muat ulang kasus");
      return;
    }
    if (jenis === "opened" && !found.has(id)) opened += 1;
    found.add(id);
    clearTimeout(pause);
    pause = setTimeout(show, 200);
  });
  news.addEventListener("keluar", () => {
    news.close();
    location.reload();
  });
  addEventListener("pagehide", () => news.close());
}

// An open menu closes with Escape, or when something else is chosen.
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// A story can be heard slower, or faster; the browser of each officer remembers how fast.
for (const player of document.querySelectorAll("audio[data-speeds]")) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  for (const speed of player.dataset.speeds.split(" ")) {
    select.append(new Option(speed === "1" ? "Biasa" : `${speed.replace(".", ",")} kali`, speed));
  }
  label.className = "speed";
  label.append("Kecepatan ", select);
  player.after(label);
  const set = () => (player.defaultPlaybackRate = player.playbackRate = Number(select.value));
  select.value = localStorage.getItem("kecepatan") ?? "1";
  if (!select.value) select.value = "1";
  select.addEventListener("change", () => {
    localStorage.setItem("kecepatan", select.value);
    set();
  });
  set();
}

// A card's page prints itself at a press; without a script the page says which keys do.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
