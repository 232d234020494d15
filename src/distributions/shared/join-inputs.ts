import { type ClusterSpec, endpointOf, hostAndPort } from "../../spec/index.ts";
import type { ServerKind } from "./server-kind.ts";

export interface JoinInputs {
  readonly role: "control-plane" | "worker";
  /** URL of who is asked at a start: what stands for all control planes, where there is such a thing. */
  readonly server: string;
  /** URL of who is asked first of all. */
  readonly asked: string;
  /** Name of the secret. */
  readonly token: string;
  /** SHA-256 of its authority, hex; absent: the token has it. */
  readonly pin?: string;
}

interface Joinable extends Pick<ServerKind, "joinPort"> {
  /** The virtual address, where its servers announce one. */
  readonly vip?: string | undefined;
}

/** Pure. `undefined`: this host founds its cluster, or has founded it. */
export function joinInputsOf(
  { joinPort, vip }: Joinable,
  { join, role = "control-plane", controlPlaneEndpoint }: ClusterSpec,
): JoinInputs | undefined {
  if (join === undefined) return undefined;
  const url = (text: string) => `https://${hostAndPort(endpointOf(text, joinPort))}`;
  const all = controlPlaneEndpoint ?? vip;
  return {
    role,
    asked: url(join.server),
    server: all === undefined ? url(join.server) : shared(all),
    token: join.token.secret,
    ...(join.pin === undefined ? {} : { pin: join.pin.replace(/^sha256:/, "") }),
  };

  /** Its port is that of the API; who joins may have to knock elsewhere. */
  function shared(text: string): string {
    const { host, port } = endpointOf(text, joinPort);
    return `https://${hostAndPort({ host, port: joinPort === API_PORT ? port : joinPort })}`;
  }
}

const API_PORT = 6443;

/** Pure: host of the endpoint that others keep. */
export function endpointHost({ controlPlaneEndpoint }: ClusterSpec): string | undefined {
  return controlPlaneEndpoint && endpointOf(controlPlaneEndpoint, API_PORT).host;
}

/** Keeps applications away from a control plane, where the document says so. */
export function taintsOf({ runsApplications, role, taints = [] }: ClusterSpec): readonly string[] {
  if (runsApplications !== false || role === "worker") return taints;
  return [...taints, "node-role.kubernetes.io/control-plane=true:NoSchedule"];
}
