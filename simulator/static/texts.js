// The text message screen: counts like the network does, sends, and looks for news every two seconds.

const $ = (id) => document.getElementById(id);
const POLL_MS = 2000;

const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("^{}\\[~]|€\f");

const STATES = { received: "terkirim", accepted: "sedang dikirim", queued: "sedang dikirim", sent: "di jaringan",
  delivered: "diterima", undelivered: "tidak sampai", failed: "gagal" };

export function count(text) {
  const letters = [...text];
  const plain = letters.every((letter) => BASIC.has(letter) || EXTENDED.has(letter));
  const length = plain ? letters.length + letters.filter((letter) => EXTENDED.has(letter)).length : text.length;
  const [single, several] = plain ? [160, 153] : [70, 67];
  const parts = length <= single ? 1 : Math.ceil(length / several);
  return { length, parts, room: parts === 1 ? single : parts * several };
}

function showCount() {
  const { length, parts, room } = count($("body").value);
  $("count").textContent = `${length}/${room}, ${parts} SMS`;
}

const shown = new Map(); // the list item of each text, by its sid
let shownNumber;

async function refresh() {
  const number = $("number").value;
  const answer = await fetch(`/phone/texts?${new URLSearchParams({ number })}`);
  if (!answer.ok || number !== $("number").value) return;
  if (number !== shownNumber) {
    shown.clear();
    $("texts").replaceChildren();
    shownNumber = number;
  }
  const { texts } = await answer.json();
  for (const text of texts) show(text);
  $("sms-empty").hidden = shown.size > 0;
}

function show(text) {
  const time = new Date(text.at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const state = text.mine && text.error_code ? `gagal, kesalahan ${text.error_code}` : STATES[text.status] ?? text.status;
  const meta = `${time} · ${state}`;
  const known = shown.get(text.sid);
  if (known) {
    if (known.lastChild.textContent !== meta) known.lastChild.textContent = meta;
    return;
  }
  const item = document.createElement("li");
  item.className = text.mine ? "mine" : "theirs";
  const small = document.createElement("span");
  small.className = "meta";
  small.textContent = meta;
  item.append(text.body, small);
  $("texts").append(item);
  shown.set(text.sid, item);
  $("sms-empty").hidden = true;
  $("sms-scroll").scrollTop = $("sms-scroll").scrollHeight;
}

async function send(event) {
  event.preventDefault();
  const body = $("body").value.trim();
  if (!body) return;
  $("sms-problem").textContent = "";
  try {
    const answer = await fetch("/phone/text", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ number: $("number").value, body }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    $("body").value = "";
    showCount();
    await refresh();
  } catch {
    $("sms-problem").textContent = "SMS belum terkirim. Periksa apakah layanan masih berjalan, lalu coba lagi.";
  }
}

async function poll() {
  if (!document.hidden) await refresh().catch(() => {}); // the server may be restarting; the next look will tell
  setTimeout(poll, POLL_MS);
}

export function startTexts() {
  $("body").addEventListener("input", showCount);
  $("body").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("write").requestSubmit();
  });
  $("write").addEventListener("submit", send);
  $("number").addEventListener("change", () => refresh().catch(() => {}));
  showCount();
  poll();
}
