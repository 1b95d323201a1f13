"""Every page that the server makes, by the route that answers with it, and the ways there.

A route has a line for each of its states that look different: empty, filled, faulty, frozen, seen from the other side.
"""

from functools import partial

from tests.browser import doors
from tests.browser.ways import (
    PLEDGE,
    Way,
    a_calendar_of_ones_own,
    a_file_that_may_be_erased,
    a_gap_settled_by_nothing,
    a_link_shown_once,
    a_merge_that_is_asked_about,
    a_place_of_no_name,
    a_place_pointed_at,
    a_situation_file,
    a_step_twice,
    a_text_that_was_erased,
    a_used_link,
    a_week_looked_at_once_more,
    a_week_with_a_problem_but_no_level,
    approved_unseen,
    at,
    behind_the_form,
    changed_rules,
    done_on_no_day,
    for_a_meeting,
    in_english,
    latest,
    leave_empty,
    no_answer,
    no_decision,
    no_pack,
    no_place,
    no_report,
    no_rescue_file,
    no_text_of_an_activity,
    nobody_invited,
    nothing_to_erase,
    reported_steps_left_out,
    rules_changed_by_another,
    the_last_report,
    the_phones_of_a_member,
    the_sealed_note,
    the_texts_of_an_activity,
    what_may_be_erased,
    what_never_came,
)

EVERY_PAGE: dict[str, dict[str, tuple[str, Way]]] = {
    "GET /in": {"signed out": ("", at("/in"))},
    "GET /in/{secret}": {"a link": ("", lambda page, server: page.goto(doors.link(server, "lars")))},
    "GET /sa-raknar-vi": {"how we count": ("", at("/sa-raknar-vi"))},
    "GET /tillganglighet": {"accessibility": ("lars", at("/tillganglighet"))},
    "GET /uppfoljning": {"the pledges": ("lars", at("/uppfoljning"))},
    "GET /uppfoljning/{pledge}": {
        "the pledge of 2026": ("lars", at(PLEDGE)),
        "the pledge of 2025": ("henrik", at("/uppfoljning/vastervik-2025")),
        "the agreement": ("maria", at("/uppfoljning/vastervik-overenskommelse-2025-2027")),
        "a pledge in English": ("elin", in_english(PLEDGE)),
        "a pledge by status": ("lars", at(f"{PLEDGE}?status=behind")),
        "a pledge, nothing of that status": (
            "lars",
            at("/uppfoljning/vastervik-overenskommelse-2025-2027?status=met"),
        ),
        "a pledge on a day that was": ("lars", at(f"{PLEDGE}?as_of=2026-06-30&known=now")),
        "a pledge on a day that is none": ("lars", at(f"{PLEDGE}?as_of=30/6")),
    },
    "GET /uppfoljning/{pledge}/{commitment}": {
        "a count": ("lars", at(f"{PLEDGE}/platsbesok")),
        "a count in English": ("elin", in_english(f"{PLEDGE}/platsbesok")),
        "a count before anything is expected": ("lars", at(f"{PLEDGE}/platsbesok?as_of=2026-01-10")),
        "a count long ago": ("lars", at("/uppfoljning/vastervik-2020/platsbesok")),
        "a cadence": ("maria", at(f"{PLEDGE}/est")),
        "a trend": ("lars", at(f"{PLEDGE}/medborgardialoger")),
        "a trend without a baseline": ("maria", at(f"{PLEDGE}/batmotorer-och-skargard?rule=2")),
        "a milestone": ("maria", at(f"{PLEDGE}/vagledning-mot-vald")),
        "a coverage": ("petra", at(f"{PLEDGE}/fotpatrull")),
        "an ongoing promise": ("lars", at(f"{PLEDGE}/sspf")),
        "a promise kept on demand": ("karin", at(f"{PLEDGE}/orossamtal")),
        "a sensitive promise, from the other side": ("henrik", at(f"{PLEDGE}/orossamtal?as_of=2026-03-15")),
        "a stated promise": ("petra", at(f"{PLEDGE}/avhopparverksamhet")),
        "a promise of several kinds": ("petra", at(f"{PLEDGE}/narkotika")),
    },
    "POST /uppfoljning/{pledge}/{commitment}": {
        "a step told wrongly": (
            "maria",
            behind_the_form("vagledning-mot-vald", "Redovisa ett steg", "Spara steget", done_on_no_day),
        ),
        "steps set wrongly": ("maria", behind_the_form("abc", "Ändra stegen", "Spara stegen", a_step_twice)),
        "reported steps left out": ("maria", reported_steps_left_out),
        "a judgement left empty": (
            "petra",
            behind_the_form("avhopparverksamhet", "Redovisa en period", "Spara bedömningen", leave_empty),
        ),
        "a gap explained by nothing": (
            "maria",
            behind_the_form("est", "Förklara en lucka", "Spara orsaken", leave_empty),
        ),
    },
    "GET /uppfoljning/{pledge}/{commitment}/insatser": {
        "all activities behind a figure": ("lars", at(f"{PLEDGE}/platsbesok/insatser")),
        "all activities, from the other side": ("henrik", at(f"{PLEDGE}/platsbesok/insatser")),
    },
    "GET /oppet": {"places that have published": ("", at("/oppet"))},
    "GET /oppet/{partnership}": {"the pledges of a place": ("", at("/oppet/vastervik"))},
    "GET /oppet/{partnership}/{pledge}": {
        "what became of the promises": ("", at("/oppet/vastervik/vastervik-2026")),
        "what became of them, in English": ("", at("/oppet/vastervik/vastervik-2026?sprak=en")),
        "nothing published": ("", at("/oppet/vastervik/vastervik-2025")),
    },
    "GET /oppet/{partnership}/{pledge}/{number}": {
        "what had become of them earlier": ("", at("/oppet/vastervik/vastervik-2026/1")),
    },
    "GET /larm": {
        "the alarms": ("petra", at("/larm")),
        "no alarms, in English": ("elin", in_english("/larm?as_of=2024-01-01")),
    },
    "POST /larm": {"a calendar's address": ("karin", a_calendar_of_ones_own)},
    "GET /publicera": {"where a pack is published": ("petra", at("/publicera"))},
    "POST /publicera": {
        "what other rules would change": ("petra", changed_rules),
        "no pack": ("petra", no_pack),
    },
    "GET /regler/{pledge}": {"rules that were changed": ("maria", rules_changed_by_another)},
    "GET /bidrag": {
        "one's own contribution": ("anna", at("/bidrag")),
        "no contribution, since a day that is none": ("karin", at("/bidrag?first=igår&as_of=2020-01-01")),
    },
    "GET /lagesbild": {"the weekly situations": ("maria", at("/lagesbild"))},
    "POST /lagesbild": {"a situation file": ("maria", a_situation_file)},
    "GET /lagesbild/{week}": {
        "a week and its decisions": ("maria", at("/lagesbild/2026-W27")),
        "a week without a situation, for others": ("lars", at("/lagesbild/2026-W24")),
    },
    "POST /lagesbild/{week}": {
        "a week that is filled in": ("maria", a_week_looked_at_once_more),
        "a week that will not do": ("maria", a_week_with_a_problem_but_no_level),
        "a decision of nothing": ("maria", no_decision),
    },
    "GET /gallra/insats/{activity}": {"texts that may be erased": ("petra", the_texts_of_an_activity)},
    "POST /gallra/insats/{activity}": {"texts, with nothing ticked": ("karin", no_text_of_an_activity)},
    "GET /gallra/beslut/{decision}": {"words that may be erased": ("petra", what_may_be_erased)},
    "POST /gallra/beslut/{decision}": {"words that may be erased, with nothing ticked": ("petra", nothing_to_erase)},
    "GET /gallra/underlag/{pledge}/{commitment}": {
        "no file that may be erased": ("maria", at("/gallra/underlag/vastervik-2026/est")),
    },
    "POST /gallra/underlag/{pledge}/{commitment}": {
        "a file that may be erased, with nothing ticked": ("petra", a_file_that_may_be_erased),
    },
    "GET /platser": {
        "the places": ("petra", at("/platser")),
        "the places, in English": ("elin", in_english("/platser?q=torget")),
    },
    "POST /platser": {"no place": ("petra", no_place)},
    "GET /platser/{code}": {
        "a place": ("lars", at("/platser/resecentrum")),
        "a place where nothing happens, in English": ("elin", in_english("/platser/blankaholm")),
    },
    "GET /platser/{code}/andra": {
        "a place that is changed": ("petra", at("/platser/ankarsrum/andra")),
        "a place pointed at": ("petra", a_place_pointed_at),
    },
    "POST /platser/{code}/andra": {
        "a place of no name": ("petra", a_place_of_no_name),
        "a merge that is asked about": ("petra", a_merge_that_is_asked_about),
    },
    "GET /rapporter": {"the reports": ("lars", at("/rapporter"))},
    "GET /rapporter/{pledge}": {
        "the reports of a pledge, for a coordinator": ("petra", at("/rapporter/vastervik-2026")),
        "the reports of a pledge, for others": ("lars", at("/rapporter/vastervik-2026")),
    },
    "POST /rapporter/{pledge}": {
        "a report that cannot be frozen": ("petra", no_report),
        "an empty answer": ("maria", no_answer),
    },
    "GET /rapporter/{pledge}/{account}": {
        "a frozen report": ("lars", the_last_report),
        "a report for the Friday meeting": ("petra", for_a_meeting("friday", "Veckan som gått")),
    },
    "POST /rapporter/{pledge}/{account}": {"a report for the council, approved unseen": ("petra", approved_unseen)},
    "GET /admin": {
        "the members in the field": ("karin", at("/admin")),
        "a member's phones": ("karin", the_phones_of_a_member),
    },
    "POST /admin": {"a link shown once": ("henrik", a_link_shown_once), "nobody invited": ("karin", nobody_invited)},
    "GET /granskning": {
        "the trail": ("gunilla", at("/granskning")),
        "the trail of one's own": ("sara", at("/granskning")),
        "the trail, of nothing": ("gunilla", at("/granskning?first=2024-01-01&last=2024-01-02")),
        "the trail from a day that is none": ("gunilla", at("/granskning?first=igår&kind=platsbesok&before=2000")),
    },
    "GET /granskning/{activity}": {
        "an activity that was corrected": ("gunilla", partial(latest, "activity-corrected")),
        "an activity that was withdrawn": ("gunilla", partial(latest, "activity-withdrawn")),
        "an activity whose note was read": ("gunilla", partial(latest, "note-read")),
        "an activity with a note to read": ("karin", partial(latest, "note-read")),
        "an activity, a text of which was erased": ("karin", a_text_that_was_erased),
    },
    "POST /granskning/{activity}/anteckning": {
        "a note asked for without a reason": ("karin", the_sealed_note("")),
        "a note that was opened": ("karin", the_sealed_note("Underlag till fredagsmötet")),
    },
    "GET /luckor": {
        "letters that never came": ("karin", what_never_came),
        "nothing that never came": ("henrik", at("/luckor")),
    },
    "POST /luckor": {"a gap settled by nothing": ("karin", a_gap_settled_by_nothing)},
    "GET /radda": {"where a rescue file is handed in": ("karin", at("/radda"))},
    "POST /radda": {"no rescue file": ("karin", no_rescue_file)},
}
"""By method and path: what the page shows, who looks (by code; "" is somebody signed out), and how they come there."""

NO: dict[str, tuple[str, Way]] = {
    "an address for those who are signed in": ("", at("/uppfoljning")),
    "an address for other roles": ("lars", at("/admin")),
    "an address that leads nowhere": ("lars", at("/uppfoljning/vastervik-1926")),
    "a used link": ("", a_used_link),
}
"""The pages that say no, whatever the route."""
