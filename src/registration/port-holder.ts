import type { Clock, FilesIO, HttpIO } from "../engine/index.ts";
import type { HostKey, PlanePort } from "../plane/index.ts";
import type { Desk } from "./desk.ts";
import { planeKindOf } from "./planes.ts";

interface PortParts {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly http: HttpIO;
  readonly files: FilesIO;
  key(): Promise<HostKey>;
  approvalUrl(): string | undefined;
  apiKey(): Promise<string | undefined>;
}

/** The way to the plane of the record, opened once and again when the record names another. */
export function createPortHolder(parts: PortParts): () => Promise<PlanePort> {
  const { desk, clock, http, files } = parts;
  let open: { readonly to: string; readonly port: PlanePort } | undefined;
  return async () => {
    const { plane = "", kind, offsetMs } = desk.record();
    const page = parts.approvalUrl();
    const to = JSON.stringify([kind, plane, page]);
    if (open?.to === to) return open.port;
    const [openPort, hostKey] = await Promise.all([planeKindOf(kind).load(), parts.key()]);
    const port = openPort({
      ...{ plane, http, clock, offsetMs, files, key: hostKey, approvalUrl: page },
      apiKey: parts.apiKey,
      onOffset: (learnedMs) => desk.keep({ offsetMs: learnedMs }),
      memory: {
        get: () => desk.record().portMemory,
        set: (portMemory) => desk.keep({ portMemory }),
      },
    });
    open = { to, port };
    return port;
  };
}
