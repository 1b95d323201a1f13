/** The icons of every screen but the first, which come along with those screens. Drawn as those in `icons.ts`. */
import { learn } from "./icons.ts";

const inside = {
  alert: '<path d="M8 2.8h8l5.2 5.2v8L16 21.2H8L2.8 16V8Z"/><path d="M12 7.8v5M12 16.3v.1"/>',
  cross: '<path d="m6 6 12 12M18 6 6 18"/>',
  erase: '<path d="M20.5 5H9L3 12l6 7h11.5ZM12 9.5l5 5M17 9.5l-5 5"/>',
  eye: '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="3"/>',
  go: '<path d="m9.5 5 6.5 7-6.5 7"/>',
  key: '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.3 20 3.5M16 7.5l3 3M13.5 10l2 2"/>',
  minus: '<path d="M5 12h14"/>',
  pause: '<path d="M8.5 5v14M15.5 5v14" stroke-width="3"/>',
  pencil: '<path d="M4 20l1-4.5L16.3 4.2a1.8 1.8 0 0 1 2.5 0l1 1a1.8 1.8 0 0 1 0 2.5L8.5 19 4 20ZM14 6.5l3.5 3.5"/>',
  pin: '<path d="M9 3.5h6M10 3.5v6L7 13.5h10l-3-4v-6M12 13.5v7"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  sent: '<path d="m3.5 12.5 4.3 4.3L16 8.3M12.5 16.3l.5.5 8-8.5"/>',
  stop: '<rect class="solid" x="5.5" y="5.5" width="13" height="13" rx="2"/>',
  tick: '<path d="m5 12.8 4.5 4.5L19 7.5"/>',
  undo: '<path d="M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-4"/>',
  // the state of a commitment
  met: '<circle class="solid" cx="12" cy="12" r="10"/><path class="cut" d="m7.5 12.4 3.1 3.1 6-6.6"/>',
  "on-track": '<circle cx="12" cy="12" r="9"/><path d="M8 12h8M12.8 8.6 16.2 12l-3.4 3.4"/>',
  behind: '<path class="solid" d="M12 2.6a1.6 1.6 0 0 1 1.4.8l8.9 15.8a1.6 1.6 0 0 1-1.4 2.4H3.1a1.6 1.6 0 0 1-1.4-2.4l8.9-15.8a1.6 1.6 0 0 1 1.4-.8Z"/><path class="cut" d="M12 9v5M12 17.6v.1"/>',
  missed: '<rect class="solid" x="2.5" y="2.5" width="19" height="19" rx="4"/><path class="cut" d="m8 8 8 8M16 8l-8 8"/>',
  ongoing: '<rect x="2.5" y="6.5" width="19" height="11" rx="5.5"/><path d="M7.5 12v.1M12 12v.1M16.5 12v.1" stroke-width="2.6"/>',
  reported: '<path d="M6 2.8h8.2L19 7.6v13.6H6Z"/><path d="M9.5 12h6M9.5 16h6"/>',
  unreported: '<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3.87"/><path d="M9.6 9.8a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M12 16.8v.1"/>',
} as const;

export type Inside = keyof typeof inside;

learn(inside);
