import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import type { Ownership } from "../driver.ts";
import { CLAIM, COMMIT, DATABASE, FOREIGN } from "./paths.ts";

const record = z.object({ cluster: z.string() });

/** Whose cluster lies on this host. Absent: no trace of any. */
export function observeOwnership(host: HostView): Promise<Fact<Ownership>> {
  return factOf(async () => {
    for (const { path, what } of FOREIGN)
      if ((await host.files.stat(path)) !== undefined)
        return { by: "someone-else", evidence: `${what} (${path})` };
    const claimed = clusterIn(await host.files.readText(CLAIM));
    if (claimed !== undefined) {
      const committed = clusterIn(await host.files.readText(COMMIT)) === claimed;
      return { by: "this-tool", evidence: CLAIM, cluster: claimed, committed };
    }
    if ((await host.files.stat(DATABASE)) === undefined) return undefined;
    return { by: "someone-else", evidence: `data of another K3s (${DATABASE})` };
  });
}

function clusterIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return record.parse(JSON.parse(text)).cluster;
  } catch {
    return undefined;
  }
}
