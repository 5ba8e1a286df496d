"""Answers of Open311 GeoReport v2 in its two forms, JSON and XML. Knows no case."""

import json
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Response

JSON, XML = "json", "xml"
KINDS = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}

MEANING = {
    200: "What was asked for",
    201: "It is handed in",
    400: "Something in the request cannot be read, and what",
    403: "The key is missing, unknown or revoked, or has no right to this",
    404: "There is no such thing here",
    409: "The same Idempotency-Key is being answered at this moment",
    413: "The body is too large",
    429: "Too many requests in this minute; see Retry-After",
}


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These answers, for the description of the API: each in both forms."""
    content: dict[str, Any] = {kind.partition(";")[0]: {} for kind in KINDS.values()}
    return {status: {"description": MEANING[status], "content": content} for status in statuses}


def answer(form: str, root: str, item: str, content: list[dict[str, Any]], status: int = 200) -> Response:
    """A list: in XML <root><item>...</item></root>."""
    if form != XML:
        return Response(json.dumps(content, ensure_ascii=False), status, media_type=KINDS[JSON])
    top = Element(root)
    for one in content:
        _fill(SubElement(top, item), one)
    return _xml(top, status)


def whole(form: str, root: str, content: dict[str, Any], items: dict[str, str]) -> Response:
    """One object. `items`: what each thing in a list of it is called in XML."""
    if form != XML:
        return Response(json.dumps(content, ensure_ascii=False), media_type=KINDS[JSON])
    top = Element(root)
    _fill(top, content, items)
    return _xml(top, 200)


def refusal(form: str, status: int, description: str, headers: dict[str, str] | None = None) -> Response:
    """What is wrong, as the specification says it: a list of codes and descriptions."""
    wrong = [{"code": status, "description": description}]
    response = answer(form, "errors", "error", wrong, status)
    response.headers.update(headers or {})
    return response


def _fill(element: Element, content: dict[str, Any], items: dict[str, str] | None = None) -> None:
    for name, value in content.items():
        part = SubElement(element, name)
        if isinstance(value, list):
            for one in value:
                inner = SubElement(part, (items or {}).get(name, "item"))
                if isinstance(one, dict):
                    _fill(inner, one, items)
                else:
                    inner.text = str(one)
        else:
            part.text = str(value).lower() if isinstance(value, bool) else str(value)


def _xml(top: Element, status: int) -> Response:
    text = tostring(top, encoding="utf-8", xml_declaration=True)
    return Response(text, status, media_type=KINDS[XML])
