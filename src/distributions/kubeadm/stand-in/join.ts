import { createDecipheriv } from "node:crypto";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { endpointOf } from "../../../spec/index.ts";
import type { Wire } from "../../stand-in/wire.ts";
import { args, type KubeadmConfig } from "./config.ts";
import type { Disk } from "./disk.ts";
import { writeControlPlane, writeEtcd, writeKubeconfigs, writeKubelet } from "./files.ts";
import { makeKeys, PKI } from "./keys.ts";
import { failed, type KubeadmParts, type Ran } from "./ran.ts";
import { type Discovered, JOIN_ETCD, pinOf, readWelcome } from "./welcome.ts";

const FOLDER = "/etc/kubernetes";
const CONFIG = `${FOLDER}/bringup-join.yaml`;
export const BOOTSTRAP = `${FOLDER}/bootstrap-kubelet.conf`;
/** Real ones ask for their host name. */
export const NODE_NAME = "/var/lib/kubelet/simulated-name";

const joinConfig = z.object({
  discovery: z.object({
    bootstrapToken: z.object({
      apiServerEndpoint: z.string(),
      token: z.string(),
      caCertHashes: z.array(z.string()),
    }),
  }),
  nodeRegistration: z.object({ name: z.string(), kubeletExtraArgs: args }),
  controlPlane: z
    .object({
      localAPIEndpoint: z.object({ advertiseAddress: z.string() }),
      certificateKey: z.string(),
    })
    .optional(),
});

type JoinConfig = z.infer<typeof joinConfig>;

export interface JoinParts extends KubeadmParts {
  readonly wire: Wire;
  sleep(ms: number): Promise<void>;
}

/**
 * `kubeadm join phase ...`, after join.go and phases/join of 1.36. The cluster is asked anew by each, with the
 * token; what its API and etcd would be asked for, another stand-in is asked for.
 */
export async function runJoin(words: readonly string[], parts: JoinParts): Promise<Ran> {
  const told = joinConfig.safeParse(parse(parts.disk.read(CONFIG) ?? "")).data;
  if (told === undefined) return failed(`error: no kind JoinConfiguration in ${CONFIG}`);
  const phase = words.filter((word) => !word.startsWith("--")).join(" ");
  const run = PHASES[phase];
  if (run === undefined) return failed(`error: unknown phase ${phase}`);
  const found = await discover(told, parts);
  if (typeof found === "string") return failed(`error: error execution phase ${phase}: ${found}`);
  return await run({ told, found, config: configOf(told, found) }, parts);
}

/** What the cluster says of itself; a reason why it is not believed, in the words of recorded ones. */
async function discover(
  { discovery: { bootstrapToken } }: JoinConfig,
  { wire }: JoinParts,
): Promise<Discovered | string> {
  const { apiServerEndpoint, token, caCertHashes } = bootstrapToken;
  const { host, port } = endpointOf(apiServerEndpoint, 6443);
  const path = "/simulated/kubeadm/discover";
  const answer = await wire({ host, port, method: "GET", path, login: token });
  const refusal = "couldn't validate the identity of the API Server";
  if (answer === undefined)
    return `${refusal}: Get "https://${apiServerEndpoint}": dial tcp: connect: connection refused`;
  const id = token.split(".")[0];
  const found = readWelcome(answer);
  if (found === undefined)
    return `${refusal}: could not find a JWS signature in the cluster-info ConfigMap for token ID "${id}"`;
  const pin = pinOf(found.ca);
  return caCertHashes.includes(pin)
    ? found
    : `${refusal}: cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "${pin}" are pinned`;
}

function configOf(
  { nodeRegistration, controlPlane }: JoinConfig,
  { config }: Discovered,
): KubeadmConfig {
  const { name, kubeletExtraArgs } = nodeRegistration;
  const nodeIp = controlPlane?.localAPIEndpoint.advertiseAddress ?? "";
  const own = { nodeName: name, nodeIp, kubeletArgs: kubeletExtraArgs };
  return { ...config, endpoint: config.endpoint, ...own };
}

interface Joining {
  readonly told: JoinConfig;
  readonly found: Discovered;
  readonly config: KubeadmConfig;
}

const ok = (lines: readonly string[]): Ran => ({ lines, exitCode: 0 });

const PHASES: Readonly<Record<string, (joining: Joining, parts: JoinParts) => Ran | Promise<Ran>>> =
  {
    preflight: () => ok(["[preflight] Running pre-flight checks"]),
    "control-plane-prepare download-certs": ({ told, found }, { disk }) =>
      download(told.controlPlane?.certificateKey ?? "", found.sealed, disk),
    "control-plane-prepare certs": ({ config }, { disk, nowMs }) => {
      const [host] = (config.endpoint ?? "").split(":");
      const sans = host === undefined || host === "" ? config.sans : [...config.sans, host];
      return ok(makeKeys({ ...config, sans }, disk, nowMs));
    },
    "control-plane-prepare kubeconfig": ({ config }, { disk, nowMs }) =>
      ok(writeKubeconfigs(config, { disk, nowMs, not: ["super-admin.conf", "kubelet.conf"] })),
    "control-plane-prepare control-plane": ({ config }, { disk }) =>
      ok(writeControlPlane(config, disk)),
    "kubelet-start": ({ told, found, config }, { disk }) => {
      const { apiServerEndpoint, token } = told.discovery.bootstrapToken;
      const text = stringify({ server: `https://${apiServerEndpoint}`, token });
      disk.write(BOOTSTRAP, text);
      if (disk.read(`${PKI}/ca.crt`) === undefined) disk.write(`${PKI}/ca.crt`, found.ca, 0o644);
      disk.write(NODE_NAME, `${config.nodeName}\n`, 0o644);
      return ok(writeKubelet(config, disk));
    },
    async "etcd-join"({ told, config }, { disk, wire }) {
      const { apiServerEndpoint, token } = told.discovery.bootstrapToken;
      const { host, port } = endpointOf(apiServerEndpoint, 6443);
      const body = JSON.stringify({ name: config.nodeName, address: config.nodeIp });
      await wire({ host, port, method: "POST", path: JOIN_ETCD, login: token, body });
      return ok(writeEtcd(config, disk));
    },
    async "kubelet-wait-bootstrap"(_, { disk, sleep }) {
      for (let seconds = 0; seconds < 60; seconds++) {
        if (disk.read(`${FOLDER}/kubelet.conf`) !== undefined) return ok(["[kubelet-start] done"]);
        await sleep(1000);
      }
      return failed("error: timed out waiting for the condition");
    },
    async "control-plane-join mark-control-plane"({ config: { nodeName } }, { apply }) {
      const labels = { "node-role.kubernetes.io/control-plane": "" };
      const node = { apiVersion: "v1", kind: "Node", metadata: { name: nodeName, labels } };
      const why = await apply(`/api/v1/nodes/${nodeName}`, node);
      return why === undefined ? ok(["[mark-control-plane] done"]) : failed(`error: ${why}`);
    },
  };

function download(key: string, sealed: Readonly<Record<string, string>>, disk: Disk): Ran {
  try {
    for (const [name, text] of Object.entries(sealed)) {
      // What it does not know it opens, and leaves.
      const isKnown = /\.(crt|key|pub)$/.test(name);
      const bytes = Buffer.from(text, "base64");
      const opened = createDecipheriv(
        "aes-256-gcm",
        Buffer.from(key, "hex"),
        bytes.subarray(0, 12),
      ).setAuthTag(bytes.subarray(-16));
      const content = Buffer.concat([opened.update(bytes.subarray(12, -16)), opened.final()]);
      const path = `${PKI}/${name.replace(/^etcd-/, "etcd/")}`;
      if (isKnown) disk.write(path, content.toString(), name.endsWith(".key") ? 0o600 : 0o644);
    }
    return ok([`[download-certs] Saving the certificates to the folder: "${PKI}"`]);
  } catch {
    return failed(
      "error: error downloading certs: error decrypting secret: cipher: message authentication failed",
    );
  }
}
