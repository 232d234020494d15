import type { HostView } from "../../engine/index.ts";
import { ASIDE, manifestOf } from "./paths.ts";

/** How this host is a member of etcd, as its static pod is told. */
export interface OwnMember {
  readonly name: string;
  /** Where the others reach it. */
  readonly peerUrl: string;
  readonly image: string;
  /** Peer URLs of everybody who was a member when it became one. */
  readonly cluster: readonly string[];
}

/** Its manifest in its place, or put aside by a restore. @throws when it cannot be read as kubeadm writes it */
export async function readOwnMember(host: HostView): Promise<OwnMember | undefined> {
  const text =
    (await host.files.readText(manifestOf("etcd"))) ??
    (await host.files.readText(`${ASIDE}/etcd.yaml`));
  if (text === undefined) return undefined;
  const argument = (name: string) => new RegExp(`^\\s*- --${name}=(\\S+)$`, "m").exec(text)?.[1];
  const name = argument("name");
  const peerUrl = argument("initial-advertise-peer-urls");
  const image = /^\s*image: (\S+)$/m.exec(text)?.[1];
  if (name === undefined || peerUrl === undefined || image === undefined)
    throw new Error("etcd.yaml does not say under which name, address and image etcd runs");
  const listed = (argument("initial-cluster") ?? "").split(",");
  return { name, peerUrl, image, cluster: listed.flatMap((one) => one.split("=")[1] ?? []) };
}
