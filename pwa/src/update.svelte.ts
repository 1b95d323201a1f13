/** Registers the service worker and notices a new version, without ever reloading by itself. */

class Update {
  /** A new version lies ready. */
  ready = $state(false);
  private registration: ServiceWorkerRegistration | null = null;

  async register(): Promise<void> {
    if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
    // The scope is the page's own address, without a slash: the server allows it with `Service-Worker-Allowed`.
    this.registration = await navigator.serviceWorker.register("/app/worker.js", { scope: "/app", updateViaCache: "none" });
    const look = () => (this.ready = this.registration?.waiting != null && navigator.serviceWorker.controller !== null);
    this.registration.addEventListener("updatefound", () => {
      this.registration?.installing?.addEventListener("statechange", look);
    });
    look();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.registration?.update().catch(() => undefined); // no contact: next time
    });
  }

  /** Change to the new version: the member asked for it, so this page reloads. Other tabs go on with what they have loaded. */
  take(): void {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.registration?.waiting?.postMessage("take over");
  }
}

export const update = new Update();
