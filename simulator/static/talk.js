// What the line said and what it understood, turn by turn.

const $ = (id) => document.getElementById(id);

const HEARD = {
  said: (heard) => heard.text && heard.text !== "[unk]" ? `“${heard.text}”` : "(tidak dikenali)",
  pressed: (heard) => `Tombol ${heard.text || "#"}`,
  recorded: (heard) => heard.text ? `Rekaman: ${heard.text}` : "(rekaman disimpan)",
  silence: () => "(diam)",
  hung_up: () => "(menutup telepon)",
};

const EVENTS = {
  dial: () => "Menelepon petugas",
  transferred: () => "Petugas mengangkat telepon",
  stream_refused: () => "Pengenalan suara tidak tersedia, lanjut dengan tombol",
  stream_broken: () => "Aliran suara putus, lanjut dengan tombol",
};

function add(kind, who, text, meta) {
  const item = document.createElement("li");
  item.className = kind;
  if (who) item.append(piece("who", who));
  item.append(text);
  if (meta) item.append(piece("meta", meta));
  $("turns").append(item);
  $("talk-empty").hidden = true;
  $("talk-scroll").scrollTop = $("talk-scroll").scrollHeight;
}

function piece(kind, text) {
  const element = document.createElement("span");
  element.className = kind;
  element.textContent = text;
  return element;
}

export function clearTalk() {
  $("turns").replaceChildren();
  $("pause").hidden = true;
}

export function showTurn({ heard, said, ms_to_first_audio: ms }) {
  const describe = HEARD[heard.kind];
  if (describe) {
    const sure = heard.kind === "said" && heard.confidence !== null ? `yakin ${Math.round(heard.confidence * 100)} %` : "";
    add("caller", "Dipahami", describe(heard), sure);
  }
  if (said) add("line", "Layanan", said, ms === null ? "" : `mulai menjawab dalam ${Math.round(ms)} ms`);
}

export function showEvent(event, detail) {
  if (event === "speech_to_sound" || event === "key_to_sound") {
    $("pause-ms").textContent = `${detail.ms} ms`;
    $("pause").hidden = false;
  } else if (event === "violation") {
    add("event problem", "", `Kesalahan ${detail.code}: ${detail.text}`);
  } else if (EVENTS[event]) {
    add("event", "", EVENTS[event]());
  }
}

export function showNote(text) {
  add("event", "", text);
}
