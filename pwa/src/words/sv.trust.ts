/** What locks, rescues and questions about lost letters say, in Swedish. */

const few = ["inga", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"];
const big = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const trust = {
  lock: {
    title: "Lås upp",
    who: "Vem är du?",
    organisations: { polisen: "Polisen", kommunen: "Fältare, kommunen" } as Record<string, string>,
    unsent: (n: number) => (n === 1 ? "En insats att skicka" : `${big(few[n] ?? String(n))} insatser att skicka`),
    entered: (n: number, of: number) => `${big(few[n] ?? String(n))} av ${few[of]} siffror angivna`,
    keypad: (name: string) => `Pinkod för ${name}`,
    forgotten: "Glömt?",
    erase: "Sudda",
    passkey: "Lås upp med passkey",
    sealed: "Dina insatser är krypterade på telefonen. Ingen annan kan läsa dem, och fel pinkod raderar inget.",
    opening: "Låser upp.",
    wrong: "Fel pinkod. Inget är raderat.",
    wait: (seconds: number) => (seconds < 90 ? `Vänta ${seconds} sekunder innan du försöker igen.` : `Vänta ${Math.ceil(seconds / 60)} minuter innan du försöker igen.`),
    noPasskey: "Det gick inte med passkey. Försök igen, eller använd pinkoden.",
    noLock: (name: string) => `${name} har ingen pinkod här än. Be den som bjöd in dig om en ny länk, och öppna den på den här telefonen.`,
    newcomer: "Är du inte med i listan? Öppna länken du fått på den här telefonen. Är den använd, be den som bjöd in dig om en ny.",
    forgotText: "Ingen kan läsa ut eller återställa din pinkod. Det du skrivit ligger kvar, krypterat, tills du minns den eller låser upp med din passkey. Fel pinkod raderar inget, men för varje fel får du vänta längre.",
    bar: "Lås",
    phone: "Delad telefon",
  },

  choose: {
    title: "Välj pinkod",
    lead: "Lås det som är ditt",
    shared: "Fler än du använder den här telefonen. Med en pinkod kan bara du öppna det du skrivit.",
    alone: "Med en pinkod kan ingen annan öppna det du skrivit, om telefonen kommer bort eller lånas ut.",
    first: "Välj sex siffror",
    again: "En gång till",
    differs: "Koderna var olika. Välj igen.",
    simple: "Den är för lätt att gissa. Välj en annan.",
    passkey: "Använd passkey i stället",
    addPasskey: "Lägg till passkey",
    noPasskey: "Telefonen kan inte låsa med passkey. Välj en pinkod.",
    saving: "Låser.",
    later: "Inte nu",
  },

  help: {
    title: "Lås",
    open: "Ingen pinkod är vald. Den som har telefonen upplåst kan läsa det du skrivit.",
    locked: "Det du skrivit är krypterat och låst.",
    choose: "Välj pinkod",
    change: "Byt pinkod eller lägg till passkey",
    now: "Lås nu",
    idle: "Lås när ingen rört telefonen på",
    minutes: (n: number) => (n === 60 ? "1 timme" : n === 1 ? "1 minut" : `${n} minuter`),
    rescue: "Räddningsfil",
    rescueText: "Går det inte att skicka? Spara en krypterad fil och ge den till din ledare. Bara servern kan läsa den. Inget försvinner från telefonen, och inget räknas dubbelt.",
    rescueSave: (n: number) => (n === 1 ? "Spara fil med 1 brev" : `Spara fil med ${n} brev`),
    rescueNoneWaits: "Inget väntar på att skickas.",
    rescueNot: (n: number) => `${n === 1 ? "En insats är avvisad och följer" : `${n} insatser är avvisade och följer`} inte med i filen. Rätta under Mina.`,
    rescueNone: "Allt är skickat. Det finns inget att rädda.",
    rescueNoKey: "Telefonen har ingen nyckel att kryptera med än. Den hämtas när det finns kontakt med servern.",
    rescued: (name: string) => `Sparad som ${name} bland telefonens hämtade filer.`,
    persisted: "Telefonen har lovat att inte rensa det du sparat.",
    notPersisted: "Telefonen kan rensa sparade uppgifter om utrymmet tar slut. Skicka ofta, och lägg gärna Fältlogg på hemskärmen.",
  },

  full: "Telefonens utrymme är slut, så det gick inte att spara. Texten är kvar här. Frigör utrymme och försök igen innan du lämnar sidan.",

  gaps: {
    title: "Kom inte fram",
    text: (n: number) => (n === 1 ? "Ett brev från den här telefonen har aldrig nått servern." : `${n} brev från den här telefonen har aldrig nått servern.`),
    elsewhere: (n: number) => (n === 1 ? "Ett brev från en annan telefon har aldrig nått servern." : `${n} brev från en annan telefon har aldrig nått servern.`),
    numbers: (first: number, last: number, when: string) => (first === last ? `Nummer ${first}, saknat sedan ${when}.` : `Nummer ${first} till ${last}, saknade sedan ${when}.`),
    ask: "Vad hände?",
    causes: { "recorded-anew": "Registrerat på nytt", "nothing-lost": "Inget saknas", lost: "Det är borta" },
    failed: "Ingen kontakt med servern. Försök igen.",
  },

  older: "Hämta äldre insatser",

  blocked: { title: "Stäng andra fönster", text: "En äldre version av Fältlogg är öppen i ett annat fönster. Spara och stäng det, så öppnas den nya här. Inget går förlorat." },
};
