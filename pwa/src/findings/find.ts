/**
 * Finds in free text what must not, or hardly ever needs to, be written down: the server's rules, read from the same file, so that a
 * writer hears of it before saving. tests/corpus/README.md of the repository tells what they look for, and measures both.
 */
import type { Finding } from "../outbox/letter.ts";
import rules from "../../../backend/domain/citizen.json" with { type: "json" };

const dashes = new RegExp(rules.dashes, "g");
const invisible = new RegExp(rules.invisible, "g");

/** The text as the rules read it: one kind of space, of dash and of digit, and nothing that cannot be seen. */
function plain(text: string): string {
  return text.normalize("NFKC").replace(dashes, "-").replace(invisible, "");
}

/** What a text seems to hold of somebody's, each kind once: pointed out, and kept where the writer says so. */
export function findings(text: string): Finding[] {
  const read = plain(text);
  const there: Record<Finding, boolean> = {
    number: hasMistypedNumber(read),
    phone: phones.some((pattern) => pattern.test(read)),
    email: email.test(read),
    plate: plates.some((pattern) => [...read.matchAll(pattern)].some(([, letters]) => !noPlate.has(letters!.toUpperCase()))),
    name: hasName(read),
  };
  return (Object.keys(there) as Finding[]).filter((kind) => there[kind]);
}

// Personnummer and samordningsnummer: refused, whatever the writer says; pointed out where only their check digit is wrong.

const numbers = rules.personal_number;
const run = new RegExp(numbers.run, "g");
const group = new RegExp(numbers.group, "g");
const dateAfter = new RegExp(numbers.date_after);
const splits = new Set(numbers.splits.map(String));
const mistyped = new Set(numbers.mistyped.splits.map(String));
const moment = new RegExp(numbers.mistyped.not);
const SHORT = 10;
const LONG = 12;
const MOST_GROUPS = Math.max(...numbers.splits.map((split) => split.length)) + 2; // the last one, and a century that stands apart

/** Digits written as a personal number is, with a birthday; `ends` are the places where groups of them end. */
interface Row {
  digits: string;
  ends: string;
}

/** Whether the text holds a personnummer or samordningsnummer in a usual spelling. */
export function hasPersonalNumber(text: string): boolean {
  return rowsOf(plain(text)).some(({ digits }) => luhn(digits.slice(-SHORT)));
}

/** Whether a number in the most usual spellings is one but for its check digit; what reads as a phone number is not. */
function hasMistypedNumber(read: string): boolean {
  const rest = phones.reduce((text, pattern) => text.replace(new RegExp(pattern, "g"), "x"), read);
  return rowsOf(rest).some(({ digits, ends }) => mistyped.has(ends) && !luhn(digits.slice(-SHORT)) && !moment.test(digits));
}

function rowsOf(read: string): Row[] {
  const found: Row[] = [];
  for (const one of read.matchAll(run)) {
    const groups = [...one[0].matchAll(group)].map((part) => ({ digits: part[0], end: one.index + part.index + part[0].length }));
    for (let first = 0; first < groups.length; first += 1) {
      for (let last = first; last < Math.min(first + MOST_GROUPS, groups.length); last += 1) {
        const { end } = groups[last]!;
        const row = rowOf(groups.slice(first, last + 1).map(({ digits }) => digits));
        if (row && !dateAfter.test(read.slice(end, end + 16))) found.push(row);
      }
    }
  }
  return found;
}

/** Groups of digits that are written as a personal number is, with a birthday, whatever their check digit. */
function rowOf(groups: string[]): Row | null {
  const digits = groups.join("");
  if (digits.length !== SHORT && digits.length !== LONG) return null;
  const century = digits.length - SHORT;
  if (century && !numbers.centuries.includes(digits.slice(0, century))) return null;
  let end = -century;
  const ends = String(groups.slice(0, -1).map((part) => (end += part.length)).filter((at) => at > 0));
  return splits.has(ends) && isBirthday(digits.slice(-SHORT)) ? { digits, ends } : null;
}

function isBirthday(digits: string): boolean {
  const [year, month, written] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map(Number) as [number, number, number];
  const day = written > 60 ? written - 60 : written;
  if (month === 2 && day === 29) return true; // a leap day of this century or the other
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function luhn(digits: string): boolean {
  let total = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const product = Number(digits[i]) * (2 - (i % 2));
    total += product > 9 ? product - 9 : product;
  }
  return total % 10 === 0;
}

// What is pointed out.

const phones = rules.phone.map((pattern) => new RegExp(pattern));
const email = new RegExp(rules.email);
const plates = rules.plate.patterns.map((pattern) => new RegExp(pattern, "g"));
const noPlate = wordsOf(rules.plate.not);

const names = rules.name;
const rows = new RegExp(`${names.word}(?:${names.between}${names.word})+`, "g");
const word = new RegExp(names.word, "g");
const given = wordsOf(names.given);
const notGiven = wordsOf(names.not_given);
const notSurname = wordsOf(names.not_surname);
const surnameEndings = names.surname_endings.split("|");
const placeEndings = names.not_surname_endings.split("|");
const afterGenitive = wordsOf(names.not_after_genitive);
const nextWord = /^ ([A-Za-zÅÄÖåäöé]+)/;
const sentence = /(?:^|[.!?\n])\s*$/;

function wordsOf(list: string): Set<string> {
  return new Set(list.split(/\s+/).filter(Boolean));
}

const endsAs = (text: string, endings: string[]) => endings.some((ending) => text.toLowerCase().endsWith(ending));

/** A likely full name; not a street, a square or a shop that bears somebody's. */
function hasName(text: string): boolean {
  for (const row of text.matchAll(rows)) {
    const words = [...row[0].matchAll(word)].map((part) => ({ text: part[0], begins: row.index + part.index, ends: row.index + part.index + part[0].length }));
    for (let i = 0; i + 1 < words.length; i += 1) {
      const [one, two] = [words[i]!, words[i + 1]!];
      const starts = sentence.test(text.slice(Math.max(0, one.begins - 4), one.begins));
      if (mayBeGiven(one.text, two.text, starts) && mayBeSurname(two.text, text.slice(two.ends, two.ends + 24))) return true;
    }
  }
  return false;
}

function mayBeGiven(one: string, following: string, starts: boolean): boolean {
  if (notGiven.has(one)) return false;
  if (one.split("-").some((part) => given.has(part))) return true;
  return !starts && endsAs(following, surnameEndings);
}

function mayBeSurname(two: string, rest: string): boolean {
  if (notSurname.has(two) || given.has(two) || endsAs(two, placeEndings)) return false;
  const following = nextWord.exec(rest)?.[1];
  return !(two.endsWith("s") && following !== undefined && afterGenitive.has(following.toLowerCase()));
}

/**
 * What stands between texts and saving them: a personal number in any of them, or findings that nobody has confirmed. Otherwise null, and
 * `confirmed` is told as far as it is of use.
 */
export function check(texts: string[], confirmed: Finding[]): { stop: "number" | "confirm" | null; confirmed: Finding[] } {
  const found = new Set(texts.flatMap(findings));
  const stop = texts.some(hasPersonalNumber) ? "number" : [...found].some((kind) => !confirmed.includes(kind)) ? "confirm" : null;
  return { stop, confirmed: confirmed.filter((kind) => found.has(kind)) };
}
