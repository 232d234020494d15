import { observeDataFolder } from "../../inventory/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { cannotTell, defineCheck, fail, pass } from "../check.ts";
import type { Limits } from "../limits.ts";
import { ruleOf } from "../rules.ts";

/** Where images, pods and the datastore grow, and where logs do. */
const placesOn = (data: string, { minDataBytes, minLogBytes }: Limits) => [
  { path: data, wantedBytes: minDataBytes },
  { path: "/var/log", wantedBytes: minLogBytes },
];

export const space = defineCheck({
  ...ruleOf("system.space"),
  needs: [],
  async run(_, { host, limits }) {
    const places = placesOn(await observeDataFolder(host), limits);
    const seen = await Promise.all(
      places.map(async (place) => ({ ...place, found: await host.files.space(place.path) })),
    );
    const untold = seen.find(({ found }) => found === undefined);
    if (untold !== undefined) return cannotTell(`${untold.path} does not say how full it is`);
    const rows = seen.map(({ path, wantedBytes, found }) => {
      const freeBytes = found?.freeBytes ?? 0;
      return { path, wantedBytes, freeBytes, line: `${path}: ${formatBytes(freeBytes)} free` };
    });
    const evidence = rows.map(({ line }) => line);
    const full = rows.filter(({ freeBytes, wantedBytes }) => freeBytes < wantedBytes);
    if (full.length === 0)
      return pass(`${formatBytes(rows[0]?.freeBytes ?? 0)} free`, { evidence });
    return fail(
      full.map(({ path, freeBytes }) => `${formatBytes(freeBytes)} on ${path}`).join(", "),
      {
        code: "SPACE_SHORT",
        expected: full.map(({ wantedBytes }) => formatBytes(wantedBytes)).join(", "),
        remedy:
          "Free space (old logs, packages, images), or give these paths a larger file system.",
        why: "A full file system evicts every pod, and stops the datastore.",
        evidence,
      },
    );
  },
});
