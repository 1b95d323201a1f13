/** Locks the phone when nobody has touched it for a while, also where it slept meanwhile. */

const KEY = "faltlogg idle";
const LOOK_MS = 5_000;

/** Minutes that one may choose from. */
export const IDLE = [1, 5, 15, 60];

export function idleMinutes(): number {
  const chosen = Number(localStorage.getItem(KEY));
  return IDLE.includes(chosen) ? chosen : 5;
}

export function chooseIdle(minutes: number): void {
  localStorage.setItem(KEY, String(minutes));
}

/** Call `lock` whenever the phone has been left alone for as long as was chosen. */
export function watchIdle(lock: () => void): void {
  let touched = Date.now();
  const look = (): void => {
    if (Date.now() - touched < idleMinutes() * 60_000) return;
    touched = Date.now();
    lock();
  };
  for (const touch of ["pointerdown", "keydown"]) {
    // Coming back too late locks first: the touch that wakes the phone opens nothing.
    addEventListener(touch, () => (look(), (touched = Date.now())), { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_MS);
}
