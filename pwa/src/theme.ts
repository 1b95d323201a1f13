/** The look that the member chose: as the phone, light, dark, or dim and red for the night. */

export const themes = ["auto", "light", "dark", "natt"] as const;
export type Theme = (typeof themes)[number];

const KEY = "faltlogg theme";

export function theme(): Theme {
  const chosen = localStorage.getItem(KEY);
  return themes.find((name) => name === chosen) ?? "auto";
}

/** Wear the look, also after a relaunch. */
export function wear(next: Theme): void {
  localStorage.setItem(KEY, next);
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}
