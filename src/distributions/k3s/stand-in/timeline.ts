import { CNI_MS } from "../../stand-in/cluster-view.ts";
import type { ServerConfig } from "./config.ts";
import type { Failure } from "./failure.ts";

/** What has happened by now since the start of the program. */
export interface Phase {
  /** The datastore is open, and 6443 answers what needs no API. */
  readonly datastore: boolean;
  readonly api: boolean;
  readonly registered: boolean;
}

/** Milliseconds after the start, at pace 1: a few seconds in place of the real 20 to 60. */
export const MOMENTS = {
  datastore: 400,
  api: 1500,
  up: 1800,
  registered: 2600,
  cni: CNI_MS,
} as const;

/** A line of the journal and when it is printed, milliseconds at pace 1. */
export interface Line {
  readonly atMs: number;
  readonly level: "info" | "error" | "fatal";
  readonly text: string;
}

/** Pure. */
export function phaseAt(elapsedMs: number, failure: Failure | undefined): Phase {
  const api = failure?.apiAfterMs ?? MOMENTS.api;
  return {
    datastore: elapsedMs >= MOMENTS.datastore,
    api: elapsedMs >= api,
    registered: elapsedMs >= Math.max(api, MOMENTS.registered) && failure?.neverRegisters !== true,
  };
}

/** Pure. When systemd hears READY=1; `undefined`: the program ends before. */
export function upAtMs(failure: Failure | undefined): number | undefined {
  if (failure?.exits) return undefined;
  return Math.max(MOMENTS.up, failure?.apiAfterMs ?? 0);
}

/** Pure. When the program ends by itself, with status 1. */
export function exitAtMs(failure: Failure | undefined): number | undefined {
  return failure?.exits ? MOMENTS.datastore + 200 : undefined;
}

export interface Story {
  readonly version: string;
  readonly config: ServerConfig;
  readonly failure: Failure | undefined;
  readonly images: readonly string[];
  readonly isFirstStart: boolean;
}

/** The journal of a start, in the words of K3s; the first line says what this is. */
export function linesOf({
  version,
  config,
  failure,
  images,
  isFirstStart,
}: Story): readonly Line[] {
  const opened = MOMENTS.datastore;
  const apiMs = failure?.apiAfterMs ?? MOMENTS.api;
  const lines: Line[] = [
    info(0, "simulated: a stand-in for k3s of bringup, no containers run here"),
    info(0, `Starting k3s v${version}`),
    ...(config.datastore === "etcd"
      ? [info(200, "Managed etcd cluster initializing"), info(opened, "ETCD server is now running")]
      : [
          info(
            100,
            "Configuring sqlite3 database connection pooling: maxIdleConns=2, maxOpenConns=0, connMaxLifetime=0s",
          ),
          info(200, "Database tables and indexes are up to date"),
          info(opened, "Kine available at unix://kine.sock"),
        ]),
  ];
  if (failure?.exits) return [...lines, ...failureLine(failure, opened + 100)];
  lines.push(
    ...(isFirstStart
      ? [info(opened, "generated self-signed CA certificate CN=k3s-server-ca")]
      : []),
    info(
      opened + 100,
      `Running kube-apiserver --advertise-address=${config.nodeIp} --advertise-port=6443`,
    ),
    info(opened + 150, "Server node token is available at /var/lib/rancher/k3s/server/token"),
    info(opened + 200, "Wrote kubeconfig /etc/rancher/k3s/k3s.yaml"),
    info(opened + 300, "Waiting for API server to become available"),
    info(apiMs, "Kube API server is now running"),
    info(Math.max(apiMs, MOMENTS.up), "k3s is up and running"),
    ...failureLine(failure, Math.max(apiMs, MOMENTS.up) + 100),
  );
  if (failure?.neverRegisters) return lines;
  const agentMs = Math.max(apiMs, MOMENTS.up);
  return [
    ...lines,
    ...images.map((image) => info(agentMs + 300, `Imported images from ${image}`)),
    info(agentMs + 400, "Running kubelet"),
    info(
      Math.max(apiMs, MOMENTS.registered),
      `Annotations and labels have been set successfully on node: ${config.nodeName}`,
    ),
  ];
}

/** As logrus writes it, which K3s uses. */
export function logLine(nowMs: number, { level, text }: Line): string {
  const time = new Date(nowMs).toISOString().replace(/\.\d+Z$/, "Z");
  return `time="${time}" level=${level} msg=${JSON.stringify(text)}`;
}

function failureLine(failure: Failure | undefined, atMs: number): readonly Line[] {
  if (failure?.line === undefined) return [];
  return [{ atMs, level: failure.level ?? "error", text: failure.line }];
}

function info(atMs: number, text: string): Line {
  return { atMs, level: "info", text };
}
