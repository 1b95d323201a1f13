"""The description of the API at `/schema`: what each route takes, with an example, and what it may refuse with.

Bodies are read as bytes (`wire.py`), so a route names the shape of its body itself: `@post(…, takes=Telling,
example={…})`.
"""

from typing import Any

import msgspec
from litestar import Litestar, Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from backend.desk.letters import NOTE_LENGTH, REASON_LENGTH
from backend.domain.refusal import REFUSALS
from backend.web.errors import DENIALS, ErrorAnswer
from backend.web.guards import Who, unasked
from backend.web.security import OWN_HEADER

VERSION = "1"
_REF = "#/components/schemas/{name}"
_ALWAYS = (400, 413, 500, 503)
_SIGNED_IN = (401, 403)
_DOMAIN = (404, 409, 422)


class _Described(JsonRenderPlugin):
    """Serves the schema with what the framework cannot know."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, describe(request.app, openapi_schema))


def config() -> OpenAPIConfig:
    """The schema as JSON at `/schema` and `/schema/openapi.json`; no reader that fetches scripts from elsewhere."""
    return OpenAPIConfig(
        title="Fältlogg",
        version=VERSION,
        description=_ABOUT,
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "session": SecurityScheme(
                    type="apiKey", name="__Host-faltlogg", security_scheme_in="cookie", description=_OF_SESSION
                ),
                "token": SecurityScheme(type="http", scheme="bearer", description="From `faltlogg token`."),
            }
        ),
        openapi_router=Router(path="/schema", route_handlers=[], opt={"who": unasked}),
        render_plugins=[_Described(path=["/", "/openapi.json"])],
    )


_ABOUT = """\
Every refusal is `{code, message, field}`. Codes are stable; messages are in Swedish, or in English where
`Accept-Language` asks.

| code | status | says |
|---|---|---|
""" + "\n".join(
    [f"| `{code}` | {status} | {words.en} |" for code, (status, words) in DENIALS.items()]
    + [f"| `{code}` | in a receipt, 403, 404, 409 or 422 | {words.en} |" for code, words in REFUSALS.items()]
)
_OF_SESSION = (
    f"Set by a sign-in link. What changes something comes from our own pages, as JSON or with `{OWN_HEADER}: 1`."
)


def describe(app: Litestar, schema: dict[str, Any]) -> dict[str, Any]:
    """Add to the framework's description: bodies, examples, refusals, and who may call."""
    described: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    shapes = described.setdefault("components", {}).setdefault("schemas", {})
    handlers = [
        (r.path_format, h)
        for r in app.routes
        for h in getattr(r, "route_handlers", ())
        if isinstance(h, HTTPRouteHandler)
    ]
    taken = {takes for _, h in handlers if (takes := h.opt.get("takes")) and takes is not bytes}
    shown = [ErrorAnswer, *taken, *{shape for _, h in handlers for shape in h.opt.get("shows", ())}]
    shapes.update(msgspec.json.schema_components(shown, ref_template=_REF)[1])
    for path, handler in handlers:
        for method in handler.http_methods:
            operation = described["paths"].get(path, {}).get(method.lower())
            if operation is not None:
                _complete(operation, handler)
    for path in [p for p in described["paths"] if p.startswith("/schema")]:
        del described["paths"][path]
    _tell_letters(shapes)
    codes = sorted({*REFUSALS, *DENIALS})
    shapes["ErrorAnswer"]["properties"]["code"] = {"type": "string", "enum": codes}
    if "Receipt" in shapes:
        shapes["Receipt"]["properties"]["code"] = {"type": "string", "enum": sorted(REFUSALS)}
        shapes["Receipt"]["properties"]["outcome"] = {"type": "string", "enum": ["kept", "refused", "later"]}
    return described


def _tell_letters(shapes: dict[str, Any]) -> None:
    """What is taken out of a letter before the rest of it becomes a Struct: its free text."""
    shapes["Batch"]["properties"]["letters"]["items"] = {
        "oneOf": [{"$ref": _REF.format(name=name)} for name in ("RecordLetter", "CorrectLetter", "WithdrawLetter")]
    }
    shapes["Report"]["properties"]["note"] = {"type": "string", "maxLength": NOTE_LENGTH}
    for name in ("CorrectLetter", "WithdrawLetter"):
        shapes[name]["properties"]["reason"] = {"type": "string", "maxLength": REASON_LENGTH}


def _complete(operation: dict[str, Any], handler: HTTPRouteHandler) -> None:
    takes, example = handler.opt.get("takes"), handler.opt.get("example")
    if takes is not None:
        (schema,), _ = msgspec.json.schema_components([takes], ref_template=_REF)
        content = {
            media: {"schema": schema, **({"example": example} if example is not None else {})}
            for media in _media(handler)
        }
        operation["requestBody"] = {"required": True, "content": content}
    answer = operation.get("responses", {}).get(str(handler.status_code), {})
    for media in answer.get("content", {}).values():
        if "answers" in handler.opt:
            media["example"] = handler.opt["answers"]
    who = handler.opt["who"]
    assert isinstance(who, Who)
    if who.known:
        operation["security"] = [{"session": []}, {"token": []}]
    if who.roles is not None:
        operation["description"] = (
            f"{operation.get('description', '')}\n\nRoles: {', '.join(sorted(who.roles))}.".strip()
        )
    media = (415,) if takes is not None and takes is not bytes else ()
    statuses = [*_ALWAYS, *media, *(_SIGNED_IN if who.known else ()), *(_DOMAIN if who.known else ())]
    for status in statuses:
        operation.setdefault("responses", {})[str(status)] = _refusal(status)


def _media(handler: HTTPRouteHandler) -> tuple[str, ...]:
    media: tuple[str, ...] = handler.opt.get("media", ("application/json",))
    return media


def _refusal(status: int) -> dict[str, Any]:
    codes = [code for code, (of, _) in DENIALS.items() if of == status]
    examples = {
        code: {"value": {"code": code, "message": DENIALS[code][1].sv.format(detail="…"), "field": None}}
        for code in codes
    }
    content: dict[str, Any] = {"schema": {"$ref": _REF.format(name="ErrorAnswer")}}
    if examples:
        content["examples"] = examples
    said = {
        404: "There is no such thing in your partnership.",
        409: "It stands otherwise by now.",
        422: "It is refused.",
    }
    return {
        "description": said.get(status) or ", ".join(codes),
        "content": {"application/json": content},
    }
