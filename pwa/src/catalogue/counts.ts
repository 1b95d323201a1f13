/** What a report is likely to count towards, and what it lacks for that, as far as the phone can tell. */
import type { Report } from "../outbox/letter.ts";
import type { Commitment, Field, FieldName } from "./field.ts";

/** More kinds than this, and a commitment is about something else than the kind: a place, a problem, a forum. */
const FEW = 3;

/** The commitments that a kind is likely to count towards. */
const about = (field: Field, kind: string): Commitment[] => field.commitments.filter(({ kinds }) => kinds.length <= FEW && kinds.includes(kind));

/** Those of the fields that a report says nothing in, as the server's rules see it: no people at all is something said. */
export function empty(report: Report, needs: FieldName[] = []): FieldName[] {
  const somewhere = report.place !== undefined || (report.stops ?? []).length > 0;
  return needs.filter((field) => {
    if (field === "place" || field === "stops") return !somewhere;
    const said = field === "zone" && somewhere ? true : report[field];
    return said === undefined || said === "" || (typeof said === "object" && Object.keys(said).length === 0);
  });
}

/** What is said of a report that is about to be saved, or was: what it may count towards, and what keeps it from counting yet. */
export interface Standing {
  towards: Commitment[];
  /** The fields that it lacks for the others that it is meant for; each once. */
  lacks: FieldName[];
  /** Those others. */
  not: Commitment[];
}

/**
 * Only kinds are known here: where more than two commitments share one, what an activity counts towards depends on more
 * than its kind, and is not said. What one of them needs of it and it lacks is.
 */
export function standing(field: Field, report: Report): Standing {
  const own = about(field, report.kind).map((one) => ({ one, lacks: empty(report, one.needs?.[report.kind]) }));
  return {
    towards: own.length <= 2 ? own.filter(({ lacks }) => lacks.length === 0).map(({ one }) => one) : [],
    lacks: [...new Set(own.flatMap(({ lacks }) => lacks))],
    not: own.filter(({ lacks }) => lacks.length > 0).map(({ one }) => one),
  };
}
