"""Reads TwiML, the carrier's language of what to do with a call, and says what is wrong with a document.

What is wrong but can be passed over is reported and passed over, as the carrier does. Follows nothing.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable

from simulator import verbs

KEYS = "0123456789*#"

ATTRIBUTES: dict[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "Response": "",
        "Say": "voice loop language",
        "Play": "loop digits",
        "Pause": "length",
        "Gather": (
            "input action method timeout speechTimeout maxSpeechTime profanityFilter finishOnKey numDigits "
            "partialResultCallback partialResultCallbackMethod language hints bargeIn debug "
            "actionOnEmptyResult speechModel enhanced"
        ),
        "Record": (
            "action method timeout finishOnKey maxLength playBeep trim recordingStatusCallback "
            "recordingStatusCallbackMethod recordingStatusCallbackEvent transcribe transcribeCallback"
        ),
        "Dial": (
            "action method timeout hangupOnStar timeLimit callerId record trim recordingStatusCallback "
            "recordingStatusCallbackMethod recordingStatusCallbackEvent answerOnBridge ringTone "
            "recordingTrack sequential referUrl referMethod"
        ),
        "Number": ("sendDigits url method statusCallbackEvent statusCallback statusCallbackMethod byoc"),
        "Connect": "action method",
        "Stream": "name connectorName url track statusCallback statusCallbackMethod",
        "Parameter": "name value",
        "Redirect": "method",
        "Hangup": "",
        "Reject": "reason",
    }.items()
}
"""The attributes that each verb and noun may have."""

_LONGEST_PARAMETER = 500


class NotTwiml(Exception):
    """The document cannot be read at all (12100)."""


class Reader:
    """Reads one document and reports what is wrong with it as (error code, text)."""

    def __init__(self, report: Callable[[int, str], None]) -> None:
        self._report = report

    def read(self, document: bytes) -> list[verbs.Verb]:
        """The verbs in order. Raises NotTwiml."""
        if b"<!DOCTYPE" in document:
            raise NotTwiml("a document type declaration")
        try:
            root = ET.fromstring(document)  # noqa: S314 - without declarations there are no entities to expand
        except ET.ParseError as error:
            raise NotTwiml(str(error)) from error
        if root.tag != "Response":
            raise NotTwiml(f"the root is <{root.tag}> instead of <Response>")
        self._check(root)
        return [verb for element in root if (verb := self._verb(element)) is not None]

    def _verb(self, element: ET.Element) -> verbs.Verb | None:
        if element.tag not in ATTRIBUTES or element.tag in ("Response", "Number", "Stream", "Parameter"):
            self._report(12200, f"<{element.tag}> is not a verb that we know")
            return None
        self._check(element)
        action, method = element.get("action", ""), element.get("method", "POST").upper()
        match element.tag:
            case "Say" | "Play" | "Pause":
                return self._prompt(element)
            case "Gather":
                return verbs.Gather(
                    prompts=tuple(self._prompts(element)),
                    action=action,
                    method=method,
                    timeout=self._seconds(element, "timeout", 5),
                    finish_keys=self._keys(element, "#"),
                    most_keys=int(self._seconds(element, "numDigits", 0)) or None,
                    action_on_empty=element.get("actionOnEmptyResult") == "true",
                )
            case "Record":
                return verbs.Record(
                    action=action,
                    method=method,
                    longest=self._seconds(element, "maxLength", 3600),
                    timeout=self._seconds(element, "timeout", 5),
                    finish_keys=self._keys(element, KEYS),
                    beep=element.get("playBeep", "true") == "true",
                    status_callback=element.get("recordingStatusCallback", ""),
                )
            case "Dial":
                return self._dial(element, action, method)
            case "Connect":
                return self._connect(element, action, method)
            case "Redirect":
                return verbs.Redirect(url=_text(element), method=method)
            case "Hangup":
                return verbs.Hangup()
            case _:
                return verbs.Reject()

    def _prompts(self, gather: ET.Element) -> list[verbs.Prompt]:
        prompts = []
        for element in gather:
            if element.tag in ("Say", "Play", "Pause"):
                self._check(element)
                prompts.append(self._prompt(element))
            else:
                self._report(12200, f"<{element.tag}> inside <Gather>")
        return prompts

    def _prompt(self, element: ET.Element) -> verbs.Prompt:
        match element.tag:
            case "Say":
                return verbs.Say(text=" ".join("".join(element.itertext()).split()))
            case "Play":
                return verbs.Play(url=_text(element), times=int(self._seconds(element, "loop", 1)))
            case _:
                return verbs.Pause(seconds=self._seconds(element, "length", 1))

    def _dial(self, element: ET.Element, action: str, method: str) -> verbs.Dial:
        numbers = [verbs.Number(number=_text(element), url="", method="POST")] if _text(element) else []
        for child in element:
            if child.tag == "Number":
                self._check(child)
                url, method = child.get("url", ""), child.get("method", "POST").upper()
                numbers.append(verbs.Number(number=_text(child), url=url, method=method))
            else:
                self._report(12200, f"<{child.tag}> inside <Dial> is not a noun that we know")
        if not numbers or len(numbers) > 10:
            self._report(12200, f"<Dial> of {len(numbers)} numbers")
        return verbs.Dial(
            numbers=tuple(numbers),
            caller_id=element.get("callerId", ""),
            action=action,
            method=method,
            timeout=self._seconds(element, "timeout", 30),
            time_limit=self._seconds(element, "timeLimit", 14400),
        )

    def _connect(self, element: ET.Element, action: str, method: str) -> verbs.Connect | None:
        if [child.tag for child in element] != ["Stream"]:
            self._report(12200, "<Connect> needs exactly one <Stream>")
            return None
        stream = element[0]
        self._check(stream)
        url, _, query = stream.get("url", "").partition("?")
        if query:
            self._report(31920, "the query of a stream's address is dropped; use <Parameter>")
        parameters = {}
        for child in stream:
            if child.tag != "Parameter":
                self._report(12200, f"<{child.tag}> inside <Stream>")
                continue
            self._check(child)
            name, value = child.get("name", ""), child.get("value", "")
            if not name or len(name) + len(value) >= _LONGEST_PARAMETER:
                self._report(12200, "a <Parameter> without a name, or of 500 characters and more")
            parameters[name] = value
        return verbs.Connect(
            url=url,
            name=stream.get("name", ""),
            parameters=parameters,
            status_callback=stream.get("statusCallback", ""),
            action=action,
            method=method,
        )

    def _check(self, element: ET.Element) -> None:
        for unknown in sorted(set(element.attrib) - ATTRIBUTES[element.tag]):
            self._report(12200, f"<{element.tag}> has no attribute {unknown}")

    def _seconds(self, element: ET.Element, name: str, default: float) -> float:
        value = element.get(name, "")
        if not value:
            return default
        if not value.isdecimal():
            self._report(12200, f'<{element.tag} {name}="{value}"> is not a whole number')
            return default
        return float(value)

    def _keys(self, element: ET.Element, default: str) -> str:
        value = element.get("finishOnKey", default)
        if set(value) - set(KEYS):
            self._report(13310, f'<{element.tag} finishOnKey="{value}">')
            return default
        return value


def _text(element: ET.Element) -> str:
    return (element.text or "").strip()
