import type { Step } from "../../engine/index.ts";
import { type ClusterSpec, endpointOf, hostAndPort } from "../../spec/index.ts";
import { asTemplateText, fileEnsure } from "../../steps/index.ts";
import type { Artefact } from "../driver.ts";
import { placeStep } from "./artefact-steps.ts";
import { endpointStep } from "./endpoint-step.ts";
import { type KubeVip, renderKubeVipDaemonSet } from "./kube-vip.ts";
import type { ServerKind } from "./server-kind.ts";

type Announcing = Pick<ServerKind, "id" | "data">;

const API_PORT = 6443;

/** Pure: `HOST:PORT` that stands for all servers; `vip` is the one that they announce. */
export function sharedEndpoint(
  cluster: Pick<ClusterSpec, "controlPlaneEndpoint"> | undefined,
  vip: string | undefined,
): string | undefined {
  const text = cluster?.controlPlaneEndpoint ?? vip;
  return text === undefined ? undefined : hostAndPort(endpointOf(text, API_PORT));
}

/** A server applies by itself what lies there. */
export function manifestOf({ data }: Pick<ServerKind, "data">): string {
  return `${data}/server/manifests/kube-vip.yaml`;
}

/** Before the start, on each server: the first one that is up applies it. None without a virtual address. */
export function announceSteps(kind: Announcing, vip: KubeVip | undefined): readonly Step[] {
  if (vip === undefined) return [];
  return [
    fileEnsure({
      id: `${kind.id}.vip`,
      title: `Announce the virtual address ${vip.address} on ${linkOf(vip)} by kube-vip ${vip.version}`,
      path: manifestOf(kind),
      template: asTemplateText(renderKubeVipDaemonSet(vip)),
      mode: 0o600,
    }),
  ];
}

/** What is written is the same on every server. */
function linkOf({ isByRoute, interface: nic }: KubeVip): string {
  return isByRoute ? `the link of the default route (here ${nic})` : `${nic} of every server`;
}

/** Imported at the start, like those of the release. */
export function vipImageSteps(
  { id, data }: Announcing,
  archive: Artefact | undefined,
): readonly Step[] {
  if (archive === undefined) return [];
  const to = `${data}/agent/images/${archive.name}`;
  return [placeStep(`${id}.vip-images`, archive, { to, mode: 0o644, what: "kube-vip" })];
}

/** distributions.md 13.2, row 10: others are told to come by this address, so it has to lead here first. */
export function answerSteps({ id }: Announcing, vip: KubeVip | undefined): readonly Step[] {
  if (vip === undefined) return [];
  return [endpointStep(id, { endpoint: hostAndPort({ host: vip.address, port: API_PORT }) })];
}
