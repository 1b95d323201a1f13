"""What open data means, for programs and for whoever writes them: JSON Schema of an account, CSVW of its table."""

from typing import Any

import msgspec

from backend.accounting import COLUMNS
from projections.account import PledgeAccount

_SAID = {
    "PledgeAccount": {
        "partnership": "Kommunen och polisområdet som lovat tillsammans",
        "title": "Löftets rubrik",
        "first": "Löftets första dag",
        "last": "Löftets sista dag, inräknad",
        "signed": "Dagen då löftet skrevs under. Saknas där dokumentet inte säger det",
        "occasion": "Vad redovisningen är till: follow-up, tertial, year, friday eller obra",
        "drawn_up": "Dagen då loggen lästes",
        "rules_from": "När räknereglerna publicerades",
        "recorded_from": "Första dagen med en uppgift. Om tiden före vet ingen något, och det är inte noll",
        "incomplete": "true där något i loggen inte gick att läsa",
        "counts": "Antal åtaganden per läge",
        "areas": "Dokumentets rubriker, i dess ordning",
        "commitments": "Åtagandena, i dokumentets ordning",
        "week": "Veckan före ett fredagsmöte",
        "meeting": "Fredagsmötets beslut. Bara i underlag till fredagsmöten, som är interna och inte publiceras",
        "checklist": "Brås checklista, besvarad i årets redovisning",
    },
    "Partnership": {
        "code": "Samverkans kod",
        "name": "Orten",
        "police_area": "Polisområdet, som i dokumentet",
        "municipality": "Kommunen, som i dokumentet",
    },
    "Area": {"code": "Löftesområdets kod", "title": "Rubriken"},
    "Promise": {
        "code": COLUMNS["commitment"][0],
        "follows": "Samma åtagande i ett tidigare löfte, löfte/åtagande",
        "status": COLUMNS["commitment_status"][0],
        "rules": "Åtagandets räkneregler",
    },
    "OpenFigure": {
        "parts": "Perioder med egen siffra, där regeln är delad eller gäller varje period",
        "by_organisation": "Varje organisations del; gemensamma insatser räknas hos båda",
        "lacks": "Vad en siffra som saknas skulle behöva",
        **dict.fromkeys(("unanswered", "told_to", "others_to"), "Redovisas inte öppet"),
        "would_change": "Vad som skulle ge ett annat läge, bara i underlaget till ett fredagsmöte",
    },
    "Label": {"sv": "På svenska", "en": "På engelska"},
    "Hidden": {"fewer_than": COLUMNS["fewer_than"][0]},
    "Forecast": {
        "value": "Väntat vid slutet",
        "low": COLUMNS["forecast_low"][0],
        "high": COLUMNS["forecast_high"][0],
        "method": "seasonal: som ett tidigare år; linear: i samma takt som hittills",
        "said": "Metoden i en mening",
    },
    "Gap": {"period": "Perioden, som 2026-W19", "reason": "Ägarens förklaring"},
    "StepTold": {
        "code": "Stegets kod",
        "label": "Stegets namn",
        "due": "När det ska vara klart",
        "status": "not-begun, under-way, partly eller done",
        "overdue": "true där det skulle ha varit klart",
        "on": "Dagen då det blev så",
        "by": "Organisationen som berättade",
        "told_at": "När den berättade",
        "text": "Ägarens ord",
        "evidence": "Underlag: en länk eller ett diarienummer",
        "file": "Redovisas inte öppet",
    },
    "Enclosed": dict.fromkeys(("id", "sha256", "media", "size"), "Redovisas inte öppet"),
    "JudgementTold": {
        "period": "Perioden, som 2026-T1",
        "due": "När bedömningen ska ha kommit",
        "verdict": "as-promised, partly eller not-as-promised. Saknas där ingen bedömt",
        "by": "Organisationen som bedömde",
        "told_at": "När den gjorde det",
        "text": "Ägarens ord",
        "evidence": "Underlag: en länk eller ett diarienummer",
        "file": "Redovisas inte öppet",
    },
    "Part": {
        "period": "Perioden",
        "first": "Första dagen",
        "last": "Sista dagen",
        "value": "Periodens siffra",
        "target": "Periodens mål",
        "status": "Periodens läge",
    },
    "Change": {
        "to": "Läget som det blir",
        "without": "true där läget blir så om det inte görs",
        "more": "Så många till, i regelns enhet",
        "by": "Senaste dagen",
        "periods": "Perioderna som saknar något",
        "steps": "Stegen som väntas",
    },
    "Checked": {
        "ask": "Frågan",
        "text": "Svaret",
        "organisation": "Organisationen som svarade",
        "on": "Dagen den gjorde det",
    },
}
"""In words, what the names do not say; the rest is said as in the table."""


def schema() -> dict[str, Any]:
    """The JSON file of an account as JSON Schema, every property described."""
    (root,), parts = msgspec.json.schema_components([PledgeAccount], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        said = _SAID.get(name, {})
        for field, told in part.get("properties", {}).items():
            words = said.get(field) or (COLUMNS[field][0] if field in COLUMNS else None)
            if words:
                told["description"] = words
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": parts}


def columns() -> dict[str, Any]:
    """What the columns of the tables mean, as CSV on the Web."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": words, "datatype": datatype}
                for name, (words, datatype) in COLUMNS.items()
            ],
            "primaryKey": ["commitment", "rule"],
        },
    }
