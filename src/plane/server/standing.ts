import { problem, type Reply } from "./reply.ts";
import type { HostRecord } from "./state.ts";

/** Whether the plane still has this host; asked before anything is done for it. */
export function standing(host: HostRecord): Reply | undefined {
  if (host.status === "revoked") {
    return problem(401, { code: "key-revoked", title: "The key of this host was revoked." });
  }
  if (host.status === "deleted") {
    return problem(410, { code: "host-deleted", title: "This host was deleted." });
  }
  return undefined;
}

export function hostDeleted(): Reply {
  return problem(410, { code: "host-deleted", title: "This plane has no such host of this key." });
}
