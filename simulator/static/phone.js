// The telephone: buttons, keys and one socket for each call.

import { Sound } from "./sound.js";
import { clearTalk, showEvent, showNote, showTurn } from "./talk.js";
import { startTexts } from "./texts.js";

const $ = (id) => document.getElementById(id);

let socket = null;
let sound = null;
let answeredAt = null;
let ticking = null;

const STATES = { idle: "Siap menelepon", ringing: "Memanggil", talking: "Tersambung", ended: "Telepon ditutup" };

function setState(state) {
  const busy = state === "ringing" || state === "talking";
  $("display").dataset.state = state;
  $("state").textContent = STATES[state];
  $("call").disabled = busy;
  $("hangup").disabled = !busy;
  $("cut").disabled = state !== "talking";
  $("number").readOnly = busy;
}

function tell(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

async function dial() {
  socket?.close();
  setState("ringing");
  $("hangup").focus();
  clearTalk();
  $("typed").textContent = "";
  $("clock").textContent = "00:00";
  try {
    sound = await Sound.open((mark) => tell({ type: "heard", mark }));
  } catch {
    showNote("Browser ini tidak bisa memutar suara; percakapan tetap tertulis di sini.");
  }
  await useMicrophone();
  const address = new URL("/phone/socket", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const current = new WebSocket(address);
  socket = current;
  current.binaryType = "arraybuffer";
  current.onopen = () => tell({
    type: "dial", number: $("number").value, speech: !$("keys-only").checked, officer: $("officer").value,
  });
  current.onmessage = ({ data }) => { if (current === socket) receive(data); };
  current.onclose = () => { if (current === socket) end(); };
}

async function useMicrophone() {
  $("microphone-state").textContent = "";
  if (!sound || !$("microphone").checked) return sound?.mute(true);
  if (sound.microphone) return sound.mute(false);
  try {
    await sound.listen((frame) => {
      if (sound && socket?.readyState === WebSocket.OPEN) socket.send(frame);
    });
  } catch {
    $("microphone").checked = false;
    $("microphone-state").textContent = "Mikrofon tidak bisa dipakai. Silakan ketik ucapannya di atas.";
  }
}

function receive(data) {
  if (data instanceof ArrayBuffer) {
    if (data.byteLength) sound?.play(data);
    return;
  }
  const message = JSON.parse(data);
  switch (message.type) {
    case "mark": return sound ? sound.mark(message.mark) : undefined;
    case "clear": return sound?.clear();
    case "turn": return showTurn(message.turn);
    case "ended": return socket.close();
    case "event":
      if (message.event === "answered") answered();
      if (message.event === "hung_up") end(); // the socket stays open for the last captions
      return showEvent(message.event, message.detail);
  }
}

function answered() {
  setState("talking");
  answeredAt = Date.now();
  ticking = setInterval(() => {
    const seconds = Math.floor((Date.now() - answeredAt) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    $("clock").textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  }, 250);
}

function end() {
  if (!$("call").disabled) return;
  clearInterval(ticking);
  sound?.close();
  sound = null;
  const lostFocus = [$("hangup"), document.body].includes(document.activeElement);
  setState("ended");
  if (lostFocus) $("call").focus();
}

function press(key) {
  if ($("call").disabled) {
    sound?.beep(key);
    tell({ type: "key", key });
    $("typed").textContent += key;
  }
  const button = document.querySelector(`[data-key="${key}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 120);
}

$("call").addEventListener("click", dial);
$("hangup").addEventListener("click", () => tell({ type: "hangup" }));
$("cut").addEventListener("click", () => tell({ type: "cut" }));
$("microphone").addEventListener("change", useMicrophone);
$("keypad").addEventListener("click", ({ target }) => { if (target.dataset.key) press(target.dataset.key); });
$("phone").addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey && /^[0-9*#]$/.test(event.key)) {
    event.preventDefault();
    press(event.key);
  }
});
$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("sentence").value.trim();
  if (!text) return;
  if (!$("call").disabled) return showNote("Tekan Telepon dahulu, baru ucapkan.");
  tell({ type: "say", text });
  $("sentence").value = "";
});

async function showHints() {
  const answer = await fetch("/phone/hints");
  if (!answer.ok) return;
  const { line_number: number, hints } = await answer.json();
  $("line-number").textContent = number.replace(/^\+62/, "0").replace(/(\d{4})(?=\d)/g, "$1 ");
  for (const hint of hints) {
    const item = document.createElement("li");
    item.textContent = hint;
    $("hints").append(item);
  }
}

setState("idle");
showHints().catch(() => {}); // the page works without hints
startTexts();
