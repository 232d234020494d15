import { createHash, randomBytes, randomInt, X509Certificate } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";
import type { HostIO, HostView } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { type KubeAccess, kubeApply, kubeGet } from "../../kube/index.ts";
import type { JoinMaterial, MintRequest } from "../driver.ts";
import { observeLocalAccess } from "./access.ts";
import { ADMIN_CONF, CLUSTER_CA } from "./paths.ts";
import { sealedKeys } from "./sealed-keys.ts";

/** distributions.md 8.4: a token for the time of one join, and keys for as long as kubeadm keeps them. */
const TOKEN_MS = 3_600_000;
const KEYS_MS = 2 * TOKEN_MS;
const SYSTEM = "/api/v1/namespaces/kube-system";
const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system";
/** Whoever shows a token of a node to be. */
const NEWCOMERS = "system:bootstrappers:kubeadm:default-node-token";

interface Asked {
  readonly host: HostIO;
  readonly kube: KubeAccess;
  readonly signal: AbortSignal;
}

/**
 * A fresh token, and for a control plane the shared keys closed with a fresh key: what `kubeadm token create` and
 * `upload-certs` do, by the API itself, so that no secret is ever an argument of a program.
 */
export async function mint({ host, role, signal }: MintRequest): Promise<JoinMaterial> {
  const kube = await administrator(host);
  const asked = { host, kube, signal };
  const pin = await authorityPin(host);
  const server = await endpointOf(asked, role);
  const nowMs = host.clock.nowMs();
  const certificateKey = role === "control-plane" ? await uploadKeys(asked, nowMs) : undefined;
  const { text } = await makeToken(asked, {
    endsMs: nowMs + TOKEN_MS,
    usages: ["authentication", "signing"],
    description: `made by bringup for a ${role}`,
  });
  const key = certificateKey === undefined ? {} : { certificateKey };
  return { server, token: text, pin, ...key, endsMs: nowMs + TOKEN_MS, role };
}

async function administrator(host: HostView): Promise<KubeAccess> {
  const isMember = (await host.files.stat(ADMIN_CONF)) !== undefined;
  const access = await observeLocalAccess(host);
  if (isMember && access.is === "known") return access.value.kube;
  throw new BringupError("JOIN_NOT_OFFERED", "this host is no control plane of a cluster", {
    hint: "Make join material on a control plane.",
  });
}

/** SHA-256 of the public key of the authority, as kubeadm pins it (RFC 7469). */
export async function authorityPin(host: HostView): Promise<string> {
  const text = await host.files.readText(CLUSTER_CA);
  if (text === undefined) throw new BringupError("JOIN_NOT_OFFERED", `${CLUSTER_CA} is missing`);
  const key = new X509Certificate(text).publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}

const config = z.object({ data: z.object({ ClusterConfiguration: z.string() }) });
const endpoint = z.object({ controlPlaneEndpoint: z.string().optional() });

/** As the cluster itself has it: another control plane can only come by what stands for all of them. */
async function endpointOf({ host, kube, signal }: Asked, role: MintRequest["role"]) {
  const answer = await kubeGet(host, kube, `${SYSTEM}/configmaps/kubeadm-config`, { signal });
  if (answer.is !== "ok")
    throw new BringupError(
      "JOIN_NOT_OFFERED",
      `the cluster does not say what it is: ${answer.why}`,
    );
  const text = config.safeParse(answer.body).data?.data.ClusterConfiguration ?? "";
  const found = endpoint.safeParse(parse(text)).data?.controlPlaneEndpoint;
  if (found !== undefined && found !== "") return found;
  if (role === "worker") return kube.server.replace(/^https:\/\//, "");
  throw new BringupError(
    "JOIN_NOT_OFFERED",
    "this cluster has no endpoint that control planes share",
    {
      hint: "It was made without vip and controlPlaneEndpoint: only workers can join it.",
    },
  );
}

interface TokenWish {
  readonly endsMs: number;
  readonly usages: readonly ("authentication" | "signing")[];
  readonly description: string;
}

async function makeToken(asked: Asked, { endsMs, usages, description }: TokenWish) {
  const [id, secret] = [letters(6), letters(16)];
  const name = `bootstrap-token-${id}`;
  const object = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "kube-system" },
    type: "bootstrap.kubernetes.io/token",
    data: encoded({
      "token-id": id,
      "token-secret": secret,
      description,
      expiration: new Date(endsMs).toISOString().replace(/\.\d+Z$/, "Z"),
      ...Object.fromEntries(usages.map((usage) => [`usage-bootstrap-${usage}`, "true"])),
      ...(usages.length === 0 ? {} : { "auth-extra-groups": NEWCOMERS }),
    }),
  };
  const uid = await put(asked, `${SYSTEM}/secrets/${name}`, object);
  return { name, uid, text: `${id}.${secret}` };
}

/** They are gone with the token that owns them; each join brings them anew. */
async function uploadKeys(asked: Asked, nowMs: number): Promise<string> {
  const key = randomBytes(32).toString("hex");
  const data = await sealedKeys(asked.host, key);
  const owner = await makeToken(asked, {
    endsMs: nowMs + KEYS_MS,
    usages: [],
    description: "ends the secret kubeadm-certs; made by bringup",
  });
  const metadata = { name: "kubeadm-certs", namespace: "kube-system" };
  const ownerReferences = [
    {
      ...{ apiVersion: "v1", kind: "Secret", name: owner.name, uid: owner.uid },
      ...{ controller: true, blockOwnerDeletion: true },
    },
  ];
  await put(asked, `${SYSTEM}/secrets/kubeadm-certs`, {
    ...{ apiVersion: "v1", kind: "Secret", type: "Opaque", data },
    metadata: { ...metadata, ownerReferences },
  });
  await letNewcomersRead(asked);
  return key;
}

async function letNewcomersRead(asked: Asked): Promise<void> {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const metadata = { name: "kubeadm:kubeadm-certs", namespace: "kube-system" };
  const path = (plural: string) => `${RBAC}/${plural}/${encodeURIComponent(metadata.name)}`;
  await put(asked, path("roles"), {
    ...{ apiVersion, kind: "Role", metadata },
    rules: [
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["kubeadm-certs"], verbs: ["get"] },
    ],
  });
  const apiGroup = "rbac.authorization.k8s.io";
  await put(asked, path("rolebindings"), {
    ...{ apiVersion, kind: "RoleBinding", metadata },
    roleRef: { apiGroup, kind: "Role", name: metadata.name },
    subjects: [{ apiGroup, kind: "Group", name: NEWCOMERS }],
  });
}

const created = z.object({ metadata: z.object({ uid: z.string().default("") }) });

/** Its uid. */
async function put({ host, kube, signal }: Asked, path: string, object: object): Promise<string> {
  const answer = await kubeApply(host, kube, { path, object, signal });
  if (answer.is !== "ok")
    throw new BringupError("CLUSTER_REFUSED", `${path.split("/").at(-1)}: ${answer.why}`);
  return created.safeParse(answer.body).data?.metadata.uid ?? "";
}

function encoded(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(texts);
  return Object.fromEntries(
    entries.map(([name, text]) => [name, Buffer.from(text).toString("base64")]),
  );
}

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

function letters(count: number): string {
  return Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
