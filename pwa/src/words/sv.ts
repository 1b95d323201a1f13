/** What the first screen says, in Swedish. Plain, short, active; numbers first. */

const few = ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];
const big = (n: number) => { const word = few[n] ?? String(n); return word.charAt(0).toUpperCase() + word.slice(1); };

export const sv = {
  app: "Fältlogg",
  demonstration: "Demonstration, påhittade uppgifter",
  tabs: { label: "Huvudmeny", home: "Hem", mine: "Mina", pledge: "Löftet", help: "Hjälp" },
  back: (where: string) => `Tillbaka till ${where}`,
  signedInAs: "Inloggad som ",
  lock: "Lås telefonen",

  sync: {
    label: "Vad som är skickat",
    none: "Inget att skicka",
    allSent: (all: number) => (all === 1 ? "1 av 1 skickad" : `${all} av ${all} skickade`),
    some: (sent: number, all: number) => `${sent} av ${all} skickade`,
    waiting: (n: number) => `${n} väntar på telefonen`,
    mend: (n: number) => `${n} att rätta`,
    sentAt: (clock: string) => `Senast skickat ${clock}.`,
    neverSent: "Inget är skickat från den här telefonen än.",
    sending: "Skickar.",
    noAnswer: (clock: string) => `Inget svar från servern ${clock}.`,
    busy: (clock: string) => `Servern bad oss vänta ${clock}.`,
    strange: (clock: string) => `Servern svarade något oväntat ${clock}. Allt är kvar.`,
    signedOut: "Du är inte inloggad. Be den som bjöd in dig om en ny länk. Allt är kvar.",
    otherMember: "Någon annan är inloggad. Be den som bjöd in dig om en ny länk. Allt är kvar.",
    again: (clock: string) => `Nytt försök ${clock}.`,
    sendNow: "Skicka nu",
    gaps: (n: number) =>
      n === 1 ? "Servern saknar ett brev som telefonen har numrerat." : `Servern saknar ${n} brev som telefonen har numrerat.`,
  },

  home: {
    title: "Hem",
    newActivity: "Ny insats",
    nearest: (place: string) => `${place} är närmast`,
    again: "Samma som sist",
    all: (n: number) => `Alla ${few[n] ?? n}`,
    saved: "Sparat på telefonen",
    show: "Visa",
    drafts: "Utkast",
    several: (n: number) => `${n} utkast`,
    draftOf: (mends: boolean, what: string, when: string) => `${mends ? "Rättelse: " : ""}${what}, ${when}`,
    proceed: "Fortsätt",
    undo: "Ångra",
    undone: "Ångrat",
    undoneReason: "ångrad direkt",
    noKinds: "Din roll registrerar inga insatser.",
  },

  shift: {
    label: "Pågående pass",
    start: "Starta pass",
    since: (clock: string) => `Pass sedan ${clock}`,
    with: (names: string[]) => `med ${names.join(", ")}`,
    done: (n: number) => (n === 0 ? "inga insatser än" : n === 1 ? "en insats" : `${few[n] ?? n} insatser`),
    forgotten: "Det har pågått länge. Nya insatser får inte passets kollegor.",
    end: "Avsluta",
  },

  patrol: {
    label: (kind: string) => `Pågår: ${kind}`,
    since: (kind: string, clock: string) => `${kind} sedan ${clock}`,
    paused: "Paus",
    between: "På väg",
    toSave: "Avslutad, inte sparad än",
    open: "Öppna",
  },

  visits: {
    asked: "Är det samma besök?",
    waiting: (n: number) => (n === 1 ? "En fråga väntar på svar." : `${n} frågor väntar på svar.`),
    answer: "Svara",
  },

  days: { today: "i dag", yesterday: "i går" },

  /** An activity in a few words. */
  gist: {
    withdrawn: (reason: string | null) => (reason ? `Återtagen av dig: ${reason}.` : "Återtagen."),
    corrected: (clock: string, reason: string | null) => `Rättad av dig ${clock}${reason ? `: ${reason}` : ""}.`,
    minutes: (n: number) => (n === 1 ? "1 minut" : `${n} minuter`),
    hours: (h: number, m: number) => (m === 0 ? `${h} tim` : `${h} tim ${m} min`),
    with: (names: string[]) => `med ${names.join(", ")}`,
    people: (n: number) => (n === 1 ? "1 person" : `${n} personer`),
    places: (n: number) => `${few[n] ?? n} platser`,
    unknownKind: "Insats",
  },

  notice: {
    old: (n: number, since: string) =>
      `${n === 1 ? "En insats" : `${big(n)} insatser`} har väntat på telefonen sedan ${since}. Öppna Fältlogg där det finns täckning, eller spara en räddningsfil under Hjälp.`,
    clock: (ahead: boolean, much: string) => `Telefonens klocka går ${much} ${ahead ? "före" : "efter"} serverns. Kontrollera tiderna på det du registrerar. Det går att spara ändå.`,
    days: (n: number) => (n === 1 ? "1 dygn" : `${n} dygn`),
    hours: (n: number) => (n === 1 ? "1 timme" : `${n} timmar`),
    minutes: (n: number) => `${n} minuter`,
  },

  update: { text: "Ny version finns. Byt när du är klar.", button: "Byt nu" },
};
