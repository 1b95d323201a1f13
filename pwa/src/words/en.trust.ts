/** What locks, rescues and questions about lost letters say, in English. */
import type { Trust } from "./trust.ts";

const some = (n: number, one: string, many = `${one}s`) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

export const trust: Trust = {
  lock: {
    title: "Unlock",
    who: "Who are you?",
    organisations: { polisen: "The police", kommunen: "Outreach, the municipality" },
    unsent: (n) => `${some(n, "activity", "activities")} to send`,
    entered: (n, of) => `${n} of ${of} digits entered`,
    keypad: (name) => `PIN of ${name}`,
    forgotten: "Forgotten?",
    erase: "Erase",
    passkey: "Unlock with a passkey",
    sealed: "Your activities are encrypted on the phone. Nobody else can read them, and a wrong PIN erases nothing.",
    opening: "Unlocking.",
    wrong: "Wrong PIN. Nothing has been erased.",
    wait: (seconds) => (seconds < 90 ? `Wait ${some(seconds, "second")} before you try again.` : `Wait ${Math.ceil(seconds / 60)} minutes before you try again.`),
    noPasskey: "The passkey did not work. Try again, or use the PIN.",
    noLock: (name) => `${name} has no PIN here yet. Ask whoever invited you for a new link, and open it on this phone.`,
    newcomer: "Not in the list? Open the link you were given on this phone. If it is used, ask whoever invited you for a new one.",
    forgotText: "Nobody can read or reset your PIN. What you wrote stays, encrypted, until you remember it or unlock with your passkey. A wrong PIN erases nothing, but each one makes you wait longer.",
    bar: "Lock",
    phone: "Shared phone",
  },

  choose: {
    title: "Choose a PIN",
    lead: "Lock what is yours",
    shared: "Others than you use this phone. With a PIN only you can open what you wrote.",
    alone: "With a PIN nobody else can open what you wrote, should the phone be lost or lent.",
    first: "Choose six digits",
    again: "Once more",
    differs: "The PINs differed. Choose again.",
    simple: "That is too easy to guess. Choose another.",
    passkey: "Use a passkey instead",
    addPasskey: "Add a passkey",
    noPasskey: "The phone cannot lock with a passkey. Choose a PIN.",
    saving: "Locking.",
    later: "Not now",
  },

  help: {
    title: "Lock",
    open: "No PIN is chosen. Whoever has the phone unlocked can read what you wrote.",
    locked: "What you wrote is encrypted and locked.",
    choose: "Choose a PIN",
    change: "Change the PIN or add a passkey",
    now: "Lock now",
    idle: "Lock when nobody has touched the phone for",
    minutes: (n) => (n === 60 ? "1 hour" : some(n, "minute")),
    rescue: "Rescue file",
    rescueText: "It cannot be sent? Save an encrypted file and give it to your lead. Only the server can read it. Nothing leaves the phone, and nothing is counted twice.",
    rescueSave: (n) => `Save a file with ${some(n, "letter")}`,
    rescueNoneWaits: "Nothing waits to be sent.",
    rescueNot: (n) => `${n === 1 ? "One activity was refused and does" : `${n} activities were refused and do`} not come along in the file. Mend under Mine.`,
    rescueNone: "Everything has been sent. There is nothing to rescue.",
    rescueNoKey: "The phone has no key to encrypt with yet. It is fetched when there is contact with the server.",
    rescued: (name) => `Saved as ${name} among the phone's downloads.`,
    persisted: "The phone has promised not to clear what you saved.",
    notPersisted: "The phone may clear what is saved when it runs out of space. Send often, and put Fältlogg on the home screen.",
  },

  full: "The phone is out of space, so it could not be saved. The text is still here. Free some space and try again before you leave the page.",

  gaps: {
    title: "Never arrived",
    text: (n) => `${some(n, "letter")} from this phone never reached the server.`,
    elsewhere: (n) => `${some(n, "letter")} from another phone never reached the server.`,
    numbers: (first, last, when) => (first === last ? `Number ${first}, missing since ${when}.` : `Numbers ${first} to ${last}, missing since ${when}.`),
    ask: "What happened?",
    causes: { "recorded-anew": "Recorded again", "nothing-lost": "Nothing is missing", lost: "It is gone" },
    failed: "No contact with the server. Try again.",
  },

  older: "Fetch older activities",

  blocked: { title: "Close other windows", text: "An older version of Fältlogg is open in another window. Save and close it, and the new one opens here. Nothing is lost." },
};
