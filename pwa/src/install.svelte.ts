/** Whether the app can be put on the home screen, and how that is done on this phone. */

interface Offer extends Event {
  prompt: () => Promise<unknown>;
}

export type How = "installed" | "offered" | "ios" | "menu";

class Install {
  private offer = $state.raw<Offer | null>(null);
  private done = $state(matchMedia("(display-mode: standalone)").matches || ("standalone" in navigator && navigator.standalone === true));

  constructor() {
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault(); // the browser's own banner would cover what one presses
      this.offer = event as Offer;
    });
    addEventListener("appinstalled", () => (this.done = true));
  }

  /** Browsers on Android offer a button; Safari has its share menu, and others a menu of their own. */
  get how(): How {
    if (this.done) return "installed";
    if (this.offer) return "offered";
    const touchMac = navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1; // an iPad says that it is a Mac
    return /iPhone|iPad|iPod/.test(navigator.userAgent) || touchMac ? "ios" : "menu";
  }

  async ask(): Promise<void> {
    await this.offer?.prompt();
    this.offer = null; // an offer can be taken once
  }
}

export const install = new Install();
