import { z } from "zod";
import { isEndpoint } from "./endpoint.ts";
import { cidr, DNS_NAME, ipAddress } from "./network-schema.ts";
import { profile } from "./profile-schema.ts";
import { absolutePath, addressOrName, hostname, secretRef, webUrl } from "./value-schema.ts";

const registry = z.strictObject({
  /** Host the images name, for example docker.io, or `*`. */
  host: z.string().min(1),
  /** Mirrors asked in this order. */
  endpoints: z.array(webUrl).min(1),
  username: z.string().optional(),
  password: secretRef.optional(),
  ca: absolutePath.optional(),
});

/** `10.10.216.11`, `edge1.example.net:6443`, `[fd00::11]:6443`. */
const endpoint = z.string().refine(isEndpoint, {
  error: "must be an address or a DNS name, with a port where it is not the usual one",
});
const clusterJoin = z.strictObject({
  /** A member of the cluster, or its endpoint; the usual port of the distribution unless told. */
  server: endpoint,
  /** What the distribution lets another node in by. */
  token: secretRef,
  /** SHA-256 of the certificate authority, or of its key: what the distribution pins. Absent: the token has it. */
  pin: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, { error: "must be sha256: and 64 lower-case hex digits" })
    .optional(),
  /** Opens the keys that a control plane shares, where they are handed over sealed. */
  certificateKey: secretRef.optional(),
});

/** The cluster this host founds or joins. */
export const cluster = z.strictObject({
  name: hostname,
  /** One of the registered distributions; checked against their list, not here. */
  distribution: z.string().min(1),
  /** Version of the distribution, as its publisher writes it: 1.35.3, with a suffix where it has one. */
  version: z.string().regex(/^v?\d+\.\d+\.\d+([+-][0-9A-Za-z.+-]+)?$/, {
    error: "must be a version such as 1.35.3",
  }),
  role: z.enum(["control-plane", "worker"]).optional(),
  /** Comes into a cluster that is there. Absent: this host founds it, or has founded it. */
  join: clusterJoin.optional(),
  /** Directory with the distribution's artefacts and their checksums. */
  artefacts: absolutePath,
  nodeIp: ipAddress.optional(),
  podCidr: cidr.optional(),
  serviceCidr: cidr.optional(),
  domain: z.string().regex(DNS_NAME, { error: "must be a domain name" }).optional(),
  /** Virtual address of the API; absent: this node's own address is the endpoint. */
  vip: ipAddress.optional(),
  /** Interface it is announced on; the one of the node address unless told. */
  vipInterface: z
    .string()
    .regex(/^[^\s/]{1,15}$/, { error: "must be the name of an interface" })
    .optional(),
  /** In place of it: a load balancer or a name that others keep. */
  controlPlaneEndpoint: endpoint.optional(),
  /** The other members: while one of them answers, no second cluster is founded beside them. */
  peers: z.array(addressOrName).max(64).optional(),
  /** Whether a control plane takes pods of applications too; it does unless told. */
  runsApplications: z.boolean().optional(),
  /** Network of the pods, of those the distribution can bring; `none`: somebody applies one later. */
  cni: z.enum(["flannel", "calico", "canal", "cilium", "none"]).optional(),
  /** What is applied to the cluster besides, layer by layer. */
  profile: profile.optional(),
  hardening: z.enum(["none", "cis"]).optional(),
  registries: z.array(registry).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  taints: z.array(z.string()).optional(),
  /** Settings only this distribution knows; checked by the distribution. */
  native: z.record(z.string(), z.unknown()).optional(),
});
