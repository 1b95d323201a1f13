/** Which screen the address names. Screens live behind `#`, so that one page, kept on the phone, answers for all of them. */

export type Route =
  | { screen: "home" | "all" | "mine" | "pledge" | "help" | "shift" | "next" }
  | { screen: "patrol"; kind: string }
  | { screen: "activity"; activity: string }
  | { screen: "form"; how: "new" | "again" | "patrol"; kind: string; with?: string | undefined }
  | { screen: "form"; how: "mend"; activity: string };

/** Addresses of the screens. */
export const to = {
  home: "#/",
  all: "#/all",
  mine: "#/mine",
  pledge: "#/pledge",
  help: "#/help",
  activity: (id: string) => `#/mine/${id}`,
  /** `kind`, or `kind/place` where the place is chosen already. */
  form: (kind: string) => `#/form/new/${kind}`,
  shift: "#/shift",
  next: "#/next",
  patrol: (kind: string) => `#/patrol/${kind}`,
  patrolReport: (kind: string) => `#/form/patrol/${kind}`,
  /** A new one like an activity of this kind. */
  again: (kind: string, activity: string) => `#/form/again/${kind}/${activity}`,
  mend: (id: string) => `#/form/mend/${id}`,
  /** The form that a draft was left in: its id is the address of that form. */
  draft: (id: string) => `#/form/${id.replaceAll(" ", "/")}`,
};

/** Read an address; one that nobody knows leads home. */
export function parse(hash: string): Route {
  const [screen = "", a = "", b = "", more] = hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  if (screen === "form" && (a === "new" || a === "again" || a === "patrol") && b) return { screen, how: a, kind: b, with: more };
  if (screen === "form" && a === "mend" && b) return { screen, how: a, activity: b };
  if (screen === "patrol" && a) return { screen, kind: a };
  if (screen === "mine" && a) return { screen: "activity", activity: a };
  if (screen === "all" || screen === "mine" || screen === "pledge" || screen === "help" || screen === "shift" || screen === "next") return { screen };
  return { screen: "home" };
}

class Address {
  route = $state.raw<Route>(parse(location.hash));
  /** The address as one string, to tell one screen from the next. */
  key = $state(location.hash);

  constructor() {
    addEventListener("hashchange", () => {
      this.route = parse(location.hash);
      this.key = location.hash;
    });
  }
}

export const address = new Address();

/** Go to a screen; with `instead` the present one leaves no trace to go back to. */
export function go(hash: string, instead = false): void {
  if (instead) location.replace(hash);
  else location.hash = hash;
}
