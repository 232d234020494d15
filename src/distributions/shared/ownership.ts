import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { Ownership } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";

const record = z.object({ cluster: z.string(), role: z.literal("worker").optional() });

type Owned = Pick<
  ServerKind,
  "title" | "foreign" | "claim" | "commit" | "database" | "data" | "unit" | "agentUnit"
>;

/** Whose cluster lies on this host. Absent: no trace of any. */
export function observeOwnership(host: HostView, kind: Owned): Promise<Fact<Ownership>> {
  return factOf(async () => {
    for (const { path, what } of kind.foreign)
      if ((await host.files.stat(path)) !== undefined)
        return { by: "someone-else", evidence: `${what} (${path})` };
    const claimed = recordIn(await host.files.readText(kind.claim));
    const other = claimed?.role === "worker" ? kind.unit : kind.agentUnit;
    // A host is server or agent: each unit refuses to start beside the other.
    const link = `${WANTS}/${other}`;
    if ((await host.files.stat(link)) !== undefined)
      return { by: "someone-else", evidence: `${whatOf(kind, other)} (${link})` };
    if (claimed === undefined) return await foreignData(host, kind);
    const { cluster, role } = claimed;
    const committed = recordIn(await host.files.readText(kind.commit))?.cluster === cluster;
    const own = { by: "this-tool", evidence: kind.claim, cluster, committed } as const;
    return role === undefined ? own : { ...own, role };
  });
}

const WANTS = "/etc/systemd/system/multi-user.target.wants";

function whatOf({ title, unit }: Owned, found: string): string {
  return found === unit ? `a server of ${title}` : `an agent of ${title}`;
}

async function foreignData(
  host: HostView,
  { title, data, database }: Owned,
): Promise<Ownership | undefined> {
  if ((await host.files.stat(database)) !== undefined)
    return { by: "someone-else", evidence: `data of another ${title} (${database})` };
  const kubelet = `${data}/agent/client-kubelet.crt`;
  if ((await host.files.stat(kubelet)) === undefined) return undefined;
  return { by: "someone-else", evidence: `an agent of another ${title} (${kubelet})` };
}

function recordIn(text: string | undefined): z.infer<typeof record> | undefined {
  return record.safeParse(readJson(text ?? "")).data;
}
