"""Parts of a file, as browsers ask for them when someone moves about in a recording (RFC 9110, section 14)."""

import re

from fastapi import Response


def answer(content: bytes, wanted: str, *, media_type: str) -> Response:
    """200 with everything, 206 with the wanted part, 416 when there is no such part.

    `wanted` is the Range header. What is not one simple range of bytes is answered with everything, as allowed.
    """
    headers = {"Accept-Ranges": "bytes"}
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted.strip())
    if match is None or match[0] == "bytes=-":
        return Response(content, media_type=media_type, headers=headers)
    first, last = match.groups()
    if first:
        start, end = int(first), min(int(last), len(content) - 1) if last else len(content) - 1
    else:
        start, end = max(0, len(content) - int(last)), len(content) - 1
    if start > end:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return Response(content[start : end + 1], status_code=206, media_type=media_type, headers=headers)
