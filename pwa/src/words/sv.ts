/** What the first screen says, in Swedish. Plain, short, active; numbers first. */

const few = ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];

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
    strange: (clock: string) => `Servern svarade något oväntat ${clock}. Allt är kvar på telefonen.`,
    signedOut: "Du är inte inloggad. Öppna länken du fått, så skickas det. Allt är kvar på telefonen.",
    otherMember: "Någon annan är inloggad. Öppna din egen länk, så skickas det. Allt är kvar på telefonen.",
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
    draftOf: (kind: string, when: string) => `${kind}, ${when}`,
    proceed: "Fortsätt",
    noKinds: "Din roll registrerar inga insatser.",
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

  update: { text: "Ny version finns. Byt när du är klar.", button: "Byt nu" },
};
