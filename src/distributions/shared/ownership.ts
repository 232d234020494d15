import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import type { Ownership } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";

const record = z.object({ cluster: z.string() });

type Owned = Pick<ServerKind, "title" | "foreign" | "claim" | "commit" | "database">;

/** Whose cluster lies on this host. Absent: no trace of any. */
export function observeOwnership(host: HostView, kind: Owned): Promise<Fact<Ownership>> {
  return factOf(async () => {
    for (const { path, what } of kind.foreign)
      if ((await host.files.stat(path)) !== undefined)
        return { by: "someone-else", evidence: `${what} (${path})` };
    const claimed = clusterIn(await host.files.readText(kind.claim));
    if (claimed !== undefined) {
      const committed = clusterIn(await host.files.readText(kind.commit)) === claimed;
      return { by: "this-tool", evidence: kind.claim, cluster: claimed, committed };
    }
    if ((await host.files.stat(kind.database)) === undefined) return undefined;
    return { by: "someone-else", evidence: `data of another ${kind.title} (${kind.database})` };
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
