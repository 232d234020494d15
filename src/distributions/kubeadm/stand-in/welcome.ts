import { createHash, X509Certificate } from "node:crypto";
import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import type { ObjectStore } from "../../stand-in/objects.ts";
import type { WireAnswer, WireRequest } from "../../stand-in/wire.ts";
import { readConfig } from "./config.ts";
import type { Disk } from "./disk.ts";
import { addMember } from "./gateway.ts";
import { clientOf, PKI } from "./keys.ts";

/** In place of what a newcomer asks etcd itself for, with keys that only control planes have. */
export const JOIN_ETCD = "/simulated/kubeadm/etcd";
const SECRETS = "/api/v1/namespaces/kube-system/secrets";
const secret = z.object({ data: z.record(z.string(), z.string()) });

export interface Welcome {
  readonly disk: Disk;
  readonly store: ObjectStore;
  readonly nowMs: number;
  /** Keeps what was changed of the store. */
  save(): void;
}

/** What somebody with a bootstrap token may ask a control plane for, in place of the API's own ways. */
export function welcome({ path, login = "", body = "" }: WireRequest, parts: Welcome): WireAnswer {
  const { disk, store, nowMs } = parts;
  if (!isToken(login, store, nowMs)) return { status: 401, body: "" };
  if (path === "/simulated/kubeadm/discover") {
    const sealed = secret.safeParse(store.get(`${SECRETS}/kubeadm-certs`)?.object).data?.data ?? {};
    const config = readConfig(disk.read("/etc/kubernetes/bringup-kubeadm.yaml") ?? "");
    const told = { ca: disk.read(`${PKI}/ca.crt`), config, sealed };
    return { status: 200, body: JSON.stringify(told) };
  }
  if (path === JOIN_ETCD) {
    addMember(body, parts);
    return { status: 200, body: "" };
  }
  const subject = { commonName: `system:node:${body}`, organization: "system:nodes" };
  const { cert, key } = clientOf(disk, subject, nowMs);
  return { status: 200, body: cert + key };
}

/** Whoever shows a token of a node to be reads the shared keys, and nothing else. */
export function mayRead(
  {
    method,
    url,
    login = "",
  }: { readonly method: string; readonly url: string; readonly login?: string },
  { store, nowMs }: Pick<Welcome, "store" | "nowMs">,
): boolean {
  return method === "GET" && url === `${SECRETS}/kubeadm-certs` && isToken(login, store, nowMs);
}

function isToken(token: string, store: ObjectStore, nowMs: number): boolean {
  const [id, text] = token.split(".");
  const found = secret.safeParse(store.get(`${SECRETS}/bootstrap-token-${id}`)?.object).data;
  const value = (name: string) => Buffer.from(found?.data[name] ?? "", "base64").toString();
  return value("token-secret") === text && Date.parse(value("expiration")) > nowMs;
}

/** What is of the cluster, not of the node that tells it. */
const config = z.object({
  version: z.string(),
  clusterName: z.string(),
  endpoint: z.string().optional(),
  serviceCidr: z.string(),
  sans: z.array(z.string()),
  apiserverArgs: z.array(z.string()),
  hasAuditPolicy: z.boolean(),
  kubelet: z.record(z.string(), z.unknown()),
});

const told = z.object({
  ca: z.string(),
  config,
  sealed: z.record(z.string(), z.string()),
});

export type Discovered = z.infer<typeof told>;

/** Pure. */
export function readWelcome(answer: WireAnswer | undefined): Discovered | undefined {
  return told.safeParse(readJson(answer?.body ?? "")).data;
}

/** As kubeadm pins it. */
export function pinOf(ca: string): string {
  const key = new X509Certificate(ca).publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}
