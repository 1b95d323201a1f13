/** Which screen the address names. Screens live behind `#`, so that one page, kept on the phone, answers for all of them. */

export type Route =
  | { screen: "home" | "all" | "mine" | "pledge" | "help" }
  | { screen: "activity"; activity: string }
  | { screen: "form"; how: "new" | "again"; kind: string }
  | { screen: "form"; how: "mend"; activity: string };

/** Addresses of the screens. */
export const to = {
  home: "#/",
  all: "#/all",
  mine: "#/mine",
  pledge: "#/pledge",
  help: "#/help",
  activity: (id: string) => `#/mine/${id}`,
  form: (kind: string) => `#/form/new/${kind}`,
  again: (kind: string) => `#/form/again/${kind}`,
  mend: (id: string) => `#/form/mend/${id}`,
};

/** Read an address; one that nobody knows leads home. */
export function parse(hash: string): Route {
  const [screen = "", a = "", b = ""] = hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  if (screen === "form" && (a === "new" || a === "again") && b) return { screen, how: a, kind: b };
  if (screen === "form" && a === "mend" && b) return { screen, how: a, activity: b };
  if (screen === "mine" && a) return { screen: "activity", activity: a };
  if (screen === "all" || screen === "mine" || screen === "pledge" || screen === "help") return { screen };
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
