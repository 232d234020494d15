/** In the order they come; those that are not needed are left out. Source: kairos-agent, installer contract. */
const STEPS = {
  partition: "The drive is being partitioned: what was on it is gone",
  "before-install": "Stages before the installation run",
  active: "The system is being written",
  bootloader: "The boot loader is being written",
  recovery: "The recovery system is being written",
  passive: "The fallback system is being written",
  "after-install": "Stages after the installation run",
  done: "The installation is done",
} as const;

export type InstallEvent =
  | { readonly is: "step"; readonly words: string }
  | { readonly is: "error"; readonly message: string }
  /** Whatever else the agent says. */
  | { readonly is: "said"; readonly line: string };

/** Pure. `undefined`: an event of a newer agent, which is passed over. */
export function eventIn(line: string): InstallEvent | undefined {
  const event = objectIn(line);
  if (event === undefined) return { is: "said", line };
  if (event.event === "error")
    return { is: "error", message: String(event.message ?? "no reason") };
  if (event.event !== "step" || typeof event.step !== "string") return undefined;
  const words: string | undefined = Object.entries(STEPS).find(
    ([name]) => name === event.step,
  )?.[1];
  return words === undefined ? undefined : { is: "step", words };
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("event" in value)) return undefined;
    return { ...value };
  } catch {
    return undefined;
  }
}
