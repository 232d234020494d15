import { randomBytes } from "node:crypto";
import type { Wire } from "../../stand-in/wire.ts";
import { readServerConfig, type ServerConfig, type StartHost } from "./config.ts";
import { addLearner, fetchBootstrap } from "./join.ts";
import type { StandInKind } from "./kind.ts";
import { databasePath, memberNamePath, type NodeFiles, tombstonePath } from "./node-files.ts";
import { type Line, logLine } from "./timeline.ts";

export interface PrepareParts extends StartHost {
  readonly kind: StandInKind;
  readonly wire: Wire;
  readonly nowMs: number;
  write(files: NodeFiles): void;
}

/** What happens before the datastore of a server is opened: nothing, or a join. */
export type Prepared =
  | { readonly is: "ready" }
  /** It ends with 1 after these lines. */
  | { readonly is: "refused"; readonly lines: readonly string[] }
  /** It says so and asks again in a moment. */
  | { readonly is: "again"; readonly lines: readonly string[] };

export async function prepareStart(parts: PrepareParts): Promise<Prepared> {
  const { kind, read } = parts;
  const found = readServerConfig(kind.rules, read(kind.configPath) ?? "", parts);
  // Whoever starts it says why.
  if (found.is === "refused") return { is: "ready" };
  const { config } = found;
  const isRemoved = (read(tombstonePath(kind)) ?? "") !== "";
  const told = (text: string, level: Line["level"] = "info") =>
    logLine(parts.nowMs, { atMs: 0, level, text });
  if (config.server === undefined)
    return isRemoved
      ? {
          is: "refused",
          lines: [
            told(
              "starting kubernetes: preparing server: etcd tombstone file has been detected, but --server is empty",
              "fatal",
            ),
          ],
        }
      : { is: "ready" };
  if (!isRemoved && read(databasePath(kind, config)) !== undefined) return { is: "ready" };
  return await join(parts, config, { isRemoved, told });
}

interface Joining {
  /** Its former data is of a member that the others removed. */
  readonly isRemoved: boolean;
  told(text: string, level?: Line["level"]): string;
}

async function join(
  parts: PrepareParts,
  config: ServerConfig,
  { isRemoved, told }: Joining,
): Promise<Prepared> {
  const { kind, wire, read, write } = parts;
  const joining = { kind, config, wire };
  const fetched = await fetchBootstrap(joining);
  if (fetched.is === "refused") return { is: "refused", lines: [told(fetched.why, "fatal")] };
  const path = memberNamePath(kind);
  const former = isRemoved ? undefined : read(path);
  const name = former ?? `${config.nodeName}-${randomBytes(4).toString("hex")}`;
  // Before anybody is asked: cut off, it asks for the same one again.
  write({ ...fetched.value, [path]: { content: name, mode: 0o600 } });
  const added = await addLearner(joining, { name, node: config.nodeName, address: config.nodeIp });
  if (added.is === "refused") return { is: "again", lines: [told(added.why)] };
  write({
    [databasePath(kind, config)]: { content: added.value, mode: 0o600 },
    ...(isRemoved ? { [tombstonePath(kind)]: { content: "", mode: 0o600 } } : {}),
  });
  return { is: "ready" };
}
