import { ABSENT, known, type UnitsIO, unknown } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { UnitLinks } from "./unit-links.ts";

/** Units of a system that is not running: they can be enabled, and that is all. */
export function createOfflineUnits(links: UnitLinks): UnitsIO {
  return {
    async show(unit) {
      const settings = await links.settings(unit);
      if (settings === undefined) return ABSENT;
      const enabled = await links.enabled(unit, settings);
      return known({ active: "inactive", sub: "dead", enabled, restarts: 0 });
    },
    journal: async () => unknown("this system is not running"),
    start: notRunning,
    restart: notRunning,
    stop: async () => undefined,
    enable: (unit, { scope }) => links.enable(unit, scope),
    disable: (unit) => links.disable(unit),
    reload: async () => undefined,
  };
}

async function notRunning(unit: string): Promise<void> {
  throw new BringupError("COMMAND_DENIED", `${unit}: this system is not running`, {
    hint: "Enable the unit; it starts when the system does.",
  });
}
