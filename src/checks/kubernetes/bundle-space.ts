import type { HostView } from "../../engine/index.ts";
import { observeDataFolder } from "../../inventory/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import { cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const bundleSpace = defineCheck({
  ...ruleOf("kubernetes.bundle-space"),
  needs: [],
  async run(_, { host, document, limits }) {
    const folder = document?.spec.cluster?.artefacts;
    const place = await observeDataFolder(host);
    const space = await host.files.space(place);
    if (folder === undefined) return skip("the document names no artefacts");
    const bytes = await bytesIn(host, folder);
    if (bytes === undefined) return skip(`${folder} is not there yet`);
    if (space === undefined) return cannotTell(`${place} does not say how full it is`);
    const neededBytes = bytes * limits.bundleShare;
    const shown = `${formatBytes(bytes)} to unpack, ${formatBytes(space.freeBytes)} free`;
    const evidence = [
      `${folder}: ${formatBytes(bytes)}`,
      `${place}: ${formatBytes(space.freeBytes)} free`,
    ];
    if (space.freeBytes >= neededBytes) return pass(shown, { evidence });
    return warn(shown, {
      code: "BUNDLE_SPACE_SHORT",
      expected: `${formatBytes(neededBytes)} free`,
      remedy: "Free space before the import, or bring fewer images.",
      why: "The archive, what is unpacked of it and the images lie there at the same time.",
      evidence,
    });
  },
});

async function bytesIn(host: HostView, folder: string): Promise<number | undefined> {
  const names = await host.files.list(folder);
  if (names === undefined) return undefined;
  const stats = await Promise.all(names.map((name) => host.files.stat(`${folder}/${name}`)));
  return stats.reduce((sum, stat) => sum + (stat?.kind === "file" ? stat.sizeBytes : 0), 0);
}
