import { shownNode } from "../../stand-in/cluster-view.ts";
import { registerNode } from "../../stand-in/node-write.ts";
import type { Replica } from "../../stand-in/replica.ts";
import type { ServerConfig } from "./config.ts";
import type { StandInKind } from "./kind.ts";
import { type ServerEvent, saidNow } from "./server-events.ts";
import { isPassword, REJECTED } from "./supervisor.ts";
import type { Phase } from "./timeline.ts";

type Moment = Parameters<typeof shownNode>[0];

interface RegistrationParts {
  readonly kind: StandInKind;
  readonly config: ServerConfig;
  readonly replica: Replica;
  read(path: string): string | undefined;
  moment(): Moment & { readonly nowMs: number; readonly phase: Phase };
}

/** Makes this host a node once its phase says so; one whose name is taken by another stays none, and says why once. */
export function createRegistration(
  parts: RegistrationParts,
): () => Promise<readonly ServerEvent[]> {
  const { kind, config, replica, read, moment } = parts;
  let state: "due" | "done" | "rejected" = "due";
  return async () => {
    const now = moment();
    if (state !== "due" || !now.phase.registered) return [];
    const shown = shownNode(now);
    const password = read("/etc/rancher/node/password") ?? "";
    const changed = await replica.change((draft) => {
      const { nowMs } = moment();
      if (!isPassword(draft, kind, { name: config.nodeName, password, nowMs })) return false;
      registerNode(draft, { ...shown, name: config.nodeName }, nowMs);
      return true;
    });
    if (changed === undefined) return [];
    state = changed.value ? "done" : "rejected";
    if (changed.value) return [];
    const why = `Waiting to retrieve agent configuration; server is not ready: ${REJECTED}`;
    return [saidNow(moment().nowMs, why)];
  };
}
