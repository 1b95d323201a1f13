"""How a request is told no: JSON `{code, message, field}` for programs, a page for people.

Nothing of what was sent is repeated in an answer unless it is a path, a code or a number.
"""

from typing import Any

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Template

from backend.domain.pack import PackFault
from backend.domain.refusal import REFUSALS, Later, Refused
from backend.domain.words import Label
from backend.log import Conflict, Unavailable
from backend.web.language import language
from projections.store import NotReady

log = structlog.get_logger("faltlogg.web")

DENIALS: dict[str, tuple[int, Label]] = {
    "unreadable": (400, Label("Det går inte att läsa: {detail}", "It cannot be read: {detail}")),
    "signed-out": (401, Label("Du är inte inloggad.", "You are not signed in.")),
    "forbidden": (403, Label("Din roll får inte det här.", "Your role may not do this.")),
    "cross-site": (403, Label("Begäran kom från en annan webbplats.", "The request came from another site.")),
    "form-expired": (403, Label("Formuläret har blivit för gammalt. Ladda om sidan och försök igen.",
                                "The form is out of date. Reload the page and try again.")),
    "not-found": (404, Label("Det finns inget här.", "There is nothing here.")),
    "no-rule": (404, Label("Åtagandet har inte den regeln. {detail}", "The commitment has no such rule. {detail}")),
    "wrong-method": (405, Label("Adressen kan inte användas så.", "The address cannot be used that way.")),
    "link-used": (410, Label("Länken är redan använd eller för gammal. Be om en ny.",
                             "The link has been used or is too old. Ask for a new one.")),
    "too-large": (413, Label("Det är för stort: högst {detail}.", "It is too large: at most {detail}.")),
    "wrong-media": (415, Label("Det är av en sort som inte tas emot här. Skicka {detail}.",
                               "It is of a kind that is not taken here. Send {detail}.")),
    "unexpected": (500, Label("Något gick fel hos oss. Inget du sparat har gått förlorat.",
                              "Something went wrong here. Nothing that you saved is lost.")),
    "busy": (503, Label("Många skriver samtidigt. Försök igen.", "Many are writing at once. Try again.")),
}  # fmt: skip
"""Answers to a whole request, beside the refusals of the domain: status and words for each code."""

_BY_STATUS = {
    400: "unreadable",
    401: "signed-out",
    403: "forbidden",
    404: "not-found",
    405: "wrong-method",
    413: "too-large",
}
_OF_REFUSAL = {
    "other-member": 403,
    "not-owner": 403,
    "not-yours": 403,
    "not-your-text": 403,
    "unknown-decision": 404,
    "unknown-commitment": 404,
    "unknown-rule": 404,
    "unknown-pledge": 404,
    "unknown-account": 404,
    "unknown-place": 404,
    "unknown-evidence": 404,
    "file-too-large": 413,
    "unknown-member": 404,
    "unknown-activity": 404,
    "stale": 409,
    "frozen": 409,
    "conflict": 409,
}


class ErrorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Why not. `code` is stable; `field` is a path into what was sent, where one thing in it is at fault.

    `findings` are what the code `confirm` asks about: `number`, `phone`, `email`, `plate`, `name`.
    """

    code: str
    message: str
    field: str | None = None
    findings: tuple[str, ...] = ()


class Denied(Exception):
    """The whole request is answered no. `detail` never holds anybody's free text."""

    def __init__(self, code: str, *, field: str | None = None, detail: str | Label = "") -> None:
        super().__init__(code)
        self.status, self.words = DENIALS[code]
        self.code, self.field, self.detail = code, field, detail

    def message(self, words_in: str) -> str:
        """Say it to a person, in Swedish or English."""
        detail = self.detail if isinstance(self.detail, str) else self.detail[words_in]
        return self.words[words_in].format(detail=detail)


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person is looking: their browser asks for HTML before anything else."""
    if request.scope["path"].startswith("/api/"):
        return False
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and not accepted.startswith("application/json")


def _answer(
    request: Request[Any, Any, Any], status: int, error: ErrorAnswer, headers: dict[str, str] | None = None
) -> Response[Any]:
    if wants_page(request) and request.app.template_engine is not None:
        return Template("fel.html", context={"status": status, "error": error}, status_code=status, headers=headers)
    return Response(error, status_code=status, media_type=MediaType.JSON, headers=headers)


def on_denied(request: Request[Any, Any, Any], denied: Denied) -> Response[Any]:
    """A rule of the house said no."""
    error = ErrorAnswer(code=denied.code, message=denied.message(language(request)), field=denied.field)
    return _answer(request, denied.status, error)


def on_refused(request: Request[Any, Any, Any], refused: Refused) -> Response[Any]:
    """The domain said no."""
    said = refused.message(language(request))
    error = ErrorAnswer(code=refused.code, message=said, field=refused.field, findings=refused.findings)
    return _answer(request, _OF_REFUSAL.get(refused.code, 422), error)


def on_later(request: Request[Any, Any, Any], later: Later) -> Response[Any]:
    """What it builds on is not here."""
    return _answer(request, 404, ErrorAnswer(code=later.code, message=REFUSALS[later.code][language(request)]))


def on_pack_fault(request: Request[Any, Any, Any], fault: PackFault) -> Response[Any]:
    """A pack cannot be taken: one line a fault, with table, key and what is allowed."""
    return _answer(request, 422, ErrorAnswer(code="malformed", message="\n".join(fault.said(language(request)))))


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """The framework said no, before any of our code was reached."""
    code = _BY_STATUS.get(error.status_code, "unreadable" if error.status_code < 500 else "unexpected")
    words = DENIALS[code][1][language(request)]
    field = None
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        field = str(error.extra[0].get("key", "")) or None
    detail = {"unreadable": field or "", "too-large": _most(request)}.get(code, "")
    status = DENIALS[code][0] if code == "unexpected" else error.status_code
    return _answer(
        request, status, ErrorAnswer(code=code, message=words.format(detail=detail), field=field), error.headers
    )


def _most(request: Request[Any, Any, Any]) -> str:
    """How much a route takes: a file, or what all others take. A page with a file says it in `most`."""
    handler = request.scope.get("route_handler")
    own = getattr(handler, "opt", {}).get("most") or getattr(handler, "request_max_body_size", None)
    return f"{own // 1_000_000 if isinstance(own, int) else 1} MB"


def on_busy(request: Request[Any, Any, Any], _: Exception) -> Response[Any]:
    """The store did not take it this time; the same again is harmless."""
    error = ErrorAnswer(code="busy", message=DENIALS["busy"][1][language(request)])
    return _answer(request, 503, error, {"retry-after": "1"})


def on_fault(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
    """A mistake of ours. What went wrong is logged by its type and place; what was sent is not."""
    log.error("fault", route=request.scope.get("path_template", ""), kind=type(fault).__name__, at=_place(fault))
    code = "unexpected"
    return _answer(request, 500, ErrorAnswer(code=code, message=DENIALS[code][1][language(request)]))


def _place(fault: BaseException) -> str:
    """Module and line of each of our own frames, innermost last: enough to find it, with no values in it."""
    frames, trace = [], fault.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith(("backend.", "projections.")):
            frames.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(frames[-6:])


HANDLERS: dict[int | type[Exception], Any] = {
    Denied: on_denied,
    Refused: on_refused,
    Later: on_later,
    Conflict: on_busy,
    Unavailable: on_busy,
    NotReady: on_busy,
    PackFault: on_pack_fault,
    HTTPException: on_http,
    Exception: on_fault,
}
