"""Making a page: the templates, the style sheet and script, and what every answer carries.

Knows no table and no officer's work; templates get finished values and only lay them out.
"""

import hashlib
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from casework.agreements import TRAINING_WORDS
from casework.codes import grouped

HOME = "/console"
"""Where the pages are mounted."""

NOTICE = "suara_kabar"
"""The cookie that carries the key of one notice from an action to the page after it."""

NOTICES = {
    "diambil": "Kasus ini sekarang Anda pegang.",
    "diambil_alih": "Kasus ini sekarang Anda pegang, menggantikan petugas sebelumnya.",
    "dikembalikan": "Kasus sudah kembali ke antrean.",
    "dicatat": "Catatan disimpan.",
    "dijawab": "SMS masuk antrean kirim. Keadaannya terlihat di bagian SMS.",
    "dijawab_tunggu": "SMS masuk antrean kirim, dan kasus menunggu kabar warga.",
    "ditelepon": "Warga sedang ditelepon. Sesudah diangkat, telepon Anda berdering: angkat, lalu tekan satu.",
    "menunggu": "Kasus menunggu kabar warga.",
    "selesai": "Kasus selesai.",
    "dibuka": "Kasus dibuka lagi dan sekarang Anda pegang.",
    "diteruskan": "Kasus diteruskan ke loket lain.",
    "diprioritaskan": "Prioritas kasus diubah.",
    "dibagi": "Kasus baru sudah dibagi kepada petugas yang bertugas.",
    "tidak_dibagi": "Belum ada yang bisa dibagi: tidak ada petugas loketnya yang sedang bertugas.",
    "diserahkan": "Kasus diserahkan kepada rekan Anda.",
    "dipantau": "Anda memantau kasus ini. Perubahannya terlihat di Hari ini.",
    "tidak_dipantau": "Anda tidak lagi memantau kasus ini.",
    "kebutuhan": "Kebutuhan warga disimpan.",
    "penanda": "Penanda disimpan.",
    "dihubungkan": "Hubungan dengan permohonan disimpan.",
    "berkas": "Daftar berkas disimpan.",
    "berkas_diminta": "Warga diberi tahu berkas yang perlu dibawa.",
    "digabung": "Kasus digabung. Kode lama warga tetap menemukan urusannya.",
    "dipisahkan": "Penggabungan dibatalkan. Kasus kembali ke antrean.",
    "dipecah": "Urusan kedua menjadi kasus baru, terlihat di Kasus terkait.",
    "hari_khusus": "Hari khusus disimpan.",
    "hari_khusus_hapus": "Hari khusus dihapus. Jam buka kembali seperti biasa.",
    "cara_hubungi": "Cara menghubungi warga disimpan.",
    "bertugas": "Anda bertugas. Penelepon bisa disambungkan ke Anda.",
    "istirahat": "Anda istirahat. Penelepon tidak disambungkan ke Anda.",
    "petugas_disimpan": "Data petugas disimpan.",
    "sms_dilepas": "SMS dilepas, dan berangkat sebentar lagi kecuali pada jam tenang.",
    "petugas_nonaktif": "Petugas dinonaktifkan. Ia sudah keluar, dan kasusnya kembali ke antrean.",
    "kode_dihapus": "Kode kedua petugas ini dihapus. Ia menyiapkannya lagi setelah masuk.",
    "sandi_diganti": "Kata sandi diganti. Di peramban lain Anda sudah keluar.",
    "sesi_diakhiri": "Sesi diakhiri.",
    "tiket_booked": "Nomor antrean diambil.",
    "tiket_pindah": "Nomor antrean dipindah.",
    "tiket_arrived": "Warga dicatat sudah datang.",
    "tiket_served": "Warga sudah dilayani.",
    "tiket_missed": "Warga dicatat tidak datang.",
    "tiket_cancelled": "Nomor antrean dibatalkan.",
    "berkas_masuk": "Permohonan dari berkas sudah disimpan.",
    "draf_diperbaiki": "Draf diperbaiki. Tulisan semula tetap tersimpan.",
    "izin_disimpan": "Izin warga disimpan.",
    "isi_disimpan": "Disimpan di rancangan. Warga belum mendengarnya.",
    "isi_sama": "Tidak ada yang berubah.",
    "isi_terbit": "Diterbitkan. Telepon dan SMS memakainya dalam beberapa detik.",
    "isi_dibuang": "Rancangan dibuang.",
    "isi_kembali": "Rancangan dibuat dari isi yang lama. Periksa, lalu terbitkan.",
    "permintaan_dicatat": "Permintaan dicatat.",
    "permintaan_ditutup": "Permintaan ditutup.",
    "setuju_lagi": "Persetujuan warga berlaku lagi.",
    "data_dihapus": "Data warga ini sudah dihapus.",
    "keluar": "Anda sudah keluar.",
}

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_here = Path(__file__).parent
FILES = {
    name: ((_here / "static" / name).read_bytes(), kind)
    for name, kind in (
        ("console.css", "text/css; charset=utf-8"),
        ("card.css", "text/css; charset=utf-8"),
        ("poster.css", "text/css; charset=utf-8"),
        ("quick-card.css", "text/css; charset=utf-8"),
        ("console.js", "text/javascript; charset=utf-8"),
        ("report.css", "text/css; charset=utf-8"),
        ("report-print.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    )
}
"""The style sheets, the script and the icon, each with its media type."""

_edition = hashlib.sha256(b"".join(content for content, _ in FILES.values())).hexdigest()[:12]
_templates = Environment(
    loader=FileSystemLoader(_here / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["grouped"] = grouped
_templates.globals.update(home=HOME, edition=_edition, training_words=TRAINING_WORDS)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Renders a template. A notice waiting in the cookie is shown once."""
    notice = NOTICES.get(request.cookies.get(NOTICE, ""), "")
    values = {"officer": None, "errors": {}, "mpp": request.app.state.services.office.mpp.name, **values}
    body = _templates.get_template(template).render(notice=notice, path=request.url.path, **values)
    response = HTMLResponse(body, status_code=status)
    if notice:
        response.delete_cookie(NOTICE, path=HOME)
    return response


def go_to(path: str, *, notice: str | None = None) -> RedirectResponse:
    """Sends the browser on with GET, so that reloading repeats nothing. `path` is below HOME."""
    response = RedirectResponse(HOME + path, status_code=303)
    if notice is not None:
        response.set_cookie(NOTICE, notice, max_age=60, path=HOME, httponly=True, samesite="lax")
    return response


def finish(response: Response, *, https: bool) -> Response:
    """Adds what every answer carries: what the browser may do with it, and that nobody keeps a copy."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    if https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
