/**
 * The icons of kinds and of the first screen: 24 by 24, drawn with a stroke of 2, round ends. Names of kinds' icons are those that
 * a catalogue may use.
 */
import type { Inside } from "./icons.inside.ts";

const first = {
  // kinds
  place: '<path d="M12 21.5s7-6.2 7-11.6a7 7 0 0 0-14 0c0 5.4 7 11.6 7 11.6Z"/><circle cx="12" cy="9.8" r="2.6"/>',
  feet: '<path d="M6.2 4.2c2 0 3 1.7 3 3.9 0 1.6-.8 2.9-.9 4.4H5c-.3-1.5-1.4-2.6-1.4-4.6 0-2 .9-3.7 2.6-3.7ZM5.2 15.3h3.1v1a1.55 1.55 0 0 1-3.1 0ZM17.8 7.2c-2 0-3 1.7-3 3.9 0 1.6.8 2.9.9 4.4H19c.3-1.5 1.4-2.6 1.4-4.6 0-2-.9-3.7-2.6-3.7ZM18.8 18.3h-3.1v1a1.55 1.55 0 0 0 3.1 0Z"/>',
  talk: '<path d="M4 4.5h12a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5H9.5L6 17v-3.5H4A1.5 1.5 0 0 1 2.5 12V6A1.5 1.5 0 0 1 4 4.5Z"/><path d="M20.2 9.5a1.5 1.5 0 0 1 1.3 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-2V22l-3.5-3.5H11"/>',
  car: '<path d="M3 16.5v-4l2-5.5a2 2 0 0 1 1.9-1.3h10.2A2 2 0 0 1 19 7l2 5.5v4Z"/><path d="M3.5 12.5h17M5.5 16.5v2M18.5 16.5v2M7 14.6v0M17 14.6v0"/>',
  list: '<path d="M4 6.5h16M4 12h16M4 17.5h10"/>',
  group: '<circle cx="9" cy="8" r="3.3"/><path d="M2.8 20v-1.3a6.2 6.2 0 0 1 12.4 0V20M15.6 4.9a3.3 3.3 0 0 1 0 6.2M17.7 13.3a6.2 6.2 0 0 1 3.5 5.5V20"/>',
  boat: '<path d="M2.8 15.5h18.4l-2.3 4.3a2 2 0 0 1-1.8 1.1H6.9a2 2 0 0 1-1.8-1.1ZM6 15.5V11h8.5l3.5 4.5M10 11V3.5M10 4h5.5l-1.8 1.9 1.8 1.9H10"/>',
  wine: '<path d="M7.3 3h9.4v5.2a4.7 4.7 0 0 1-9.4 0ZM12 12.9V21M8.3 21h7.4M7.3 7.3h9.4"/>',
  sun: '<circle cx="12" cy="12" r="4.2"/><path d="M12 2.5v1.8M12 19.7v1.8M2.5 12h1.8M19.7 12h1.8M5.3 5.3l1.3 1.3M17.4 17.4l1.3 1.3M18.7 5.3l-1.3 1.3M6.6 17.4l-1.3 1.3"/>',
  shield: '<path d="M12 2.8 19.5 5.5v5.8c0 4.7-3.1 8-7.5 9.9-4.4-1.9-7.5-5.2-7.5-9.9V5.5Z"/><path d="m8.6 11.7 2.5 2.5 4.3-4.7"/>',
  person: '<circle cx="12" cy="7.5" r="3.9"/><path d="M4.6 21v-1.2a7.4 7.4 0 0 1 14.8 0V21"/>',
  meeting: '<rect x="6.5" y="9" width="11" height="6" rx="2"/><path d="M9 5.3h6M9 18.7h6M3 10.2v3.6M21 10.2v3.6"/>',
  map: '<path d="M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20ZM9 4v13.5M15 6.5V20"/>',
  heart: '<path d="M12 20.5S3.3 15.3 3.3 9.2A4.7 4.7 0 0 1 12 6.9a4.7 4.7 0 0 1 8.7 2.3c0 6.1-8.7 11.3-8.7 11.3Z"/>',
  flag: '<path d="M5 21.5V3.5M5 4.5h12.5l-2.5 4.5 2.5 4.5H5"/>',
  walk: '<circle cx="13.2" cy="4.3" r="1.9"/><path d="m8.5 21.5 2.7-6.2-1.2-3.6.9-3.7 2.9 1.2 1.6 3 2.9 1.1M10.9 8 7.6 9.6l-1 3.2M11.2 15.3l3.2 2 1.4 4.2"/>',
  // the app
  again: '<path d="M4 11a8 8 0 0 1 13.7-4.5L20 9M20 4v5h-5M20 13a8 8 0 0 1-13.7 4.5L4 15M4 20v-5h5"/>',
  back: '<path d="M14.5 5 8 12l6.5 7"/>',
  help: '<circle cx="12" cy="12" r="9"/><path d="M9.6 9.8a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M12 16.8v.1"/>',
  home: '<path d="M3.5 11 12 4l8.5 7M6 9.5V20h12V9.5M10 20v-5.5h4V20"/>',
  lock: '<rect x="4.5" y="10.5" width="15" height="10.5" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 15v2"/>',
  mine: '<path d="M8.5 6H20M8.5 12H20M8.5 18H20M4 6v.1M4 12v.1M4 18v.1"/>',
  phone: '<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M11 18.3h2"/>',
} as const;

export type IconName = keyof typeof first | Inside;

const drawings = new Map<string, string>(Object.entries(first));

/** Draw these too from now on. */
export function learn(more: Record<string, string>): void {
  for (const [name, drawing] of Object.entries(more)) drawings.set(name, drawing);
}

export function drawing(name: IconName): string {
  return drawings.get(name) ?? "";
}

/** The icon a catalogue asks for; the plain list where it asks for one that is not drawn. */
export function iconNamed(name: string): IconName {
  return name in first ? (name as IconName) : "list";
}
