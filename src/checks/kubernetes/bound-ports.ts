import type { HostView } from "../../engine/index.ts";

export interface BoundPorts {
  /** Absent: the kernel does not show them. */
  readonly tcp?: ReadonlySet<number>;
  readonly udp?: ReadonlySet<number>;
}

/** proc(5), /proc/net/tcp: state 0A listens; a UDP socket is in state 07 as soon as it is bound. */
const LISTENS = { tcp: "0A", udp: "07" } as const;

/** Ports somebody has bound on any address of this host; nobody is connected to. */
export async function boundPorts(host: HostView): Promise<BoundPorts> {
  const [tcp, udp] = await Promise.all([portsOf(host, "tcp"), portsOf(host, "udp")]);
  return { ...(tcp === undefined ? {} : { tcp }), ...(udp === undefined ? {} : { udp }) };
}

async function portsOf(
  host: HostView,
  protocol: keyof typeof LISTENS,
): Promise<ReadonlySet<number> | undefined> {
  const [v4, v6] = await Promise.all([
    host.files.readText(`/proc/net/${protocol}`),
    host.files.readText(`/proc/net/${protocol}6`),
  ]);
  if (v4 === undefined && v6 === undefined) return undefined;
  const lines = `${v4 ?? ""}\n${v6 ?? ""}`.split("\n").map((line) => line.trim().split(/\s+/));
  const bound = lines.filter(([, , , state]) => state === LISTENS[protocol]);
  return new Set(bound.map(([, local = ""]) => Number.parseInt(local.split(":")[1] ?? "", 16)));
}
