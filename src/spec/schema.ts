// Over 200 lines by design: the whole desired-state document in one schema.
import { z } from "zod";
import { addressProblem } from "../addresses/index.ts";
import { cidr, DNS_NAME, ipAddress, network } from "./network-schema.ts";

/**
 * `kind: EdgeHost`, `apiVersion: bringup/v1alpha1`. One schema gives types, messages and JSON
 * Schema. An absent section means "not managed here", never "remove".
 */
export const API_VERSION = "bringup/v1alpha1";
export const KIND = "EdgeHost";

const HOSTNAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const ABSOLUTE_PATH = /^\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]*$/;

const hostname = z.string().regex(HOSTNAME, {
  error: "must be a lower-case host name: letters, digits and hyphens, at most 63, no dots",
});
const addressOrName = z
  .string()
  .refine((text) => addressProblem(text) === undefined || DNS_NAME.test(text), {
    error: "must be an IP address or a DNS name",
  });
const secretRef = z.strictObject({
  secret: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, {
    error: "must name a secret: lower-case letters, digits, dots and hyphens",
  }),
});
const absolutePath = z
  .string()
  .regex(ABSOLUTE_PATH, { error: "must be an absolute path without .." });
const anyUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" });
const hasNoUser = (text: string) =>
  !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === "");
const webUrl = anyUrl.refine(hasNoUser, {
  error: "must not contain user or password: a document is shown to everybody",
});
const proxyUrl = anyUrl.refine(hasNoUser, {
  error: "must not contain user or password: they have fields of their own",
});
/** Which of the two it has to be depends on the kind of the plane. */
const planeAddress = z.union([webUrl, absolutePath], {
  error: "must be an http:// or https:// URL",
});
const pattern = z.string().max(200).refine(isPattern, { error: "must be a regular expression" });

const host = z.strictObject({
  /** Static host name; also the node name. */
  hostname: hostname.optional(),
});

const identity = z.strictObject({
  /** Wins over every hardware source. */
  id: z
    .string()
    .max(128, { error: "must be at most 128 characters" })
    .regex(/^[A-Za-z0-9_-]+$/, {
      error: "must consist of letters, digits, hyphens and underscores",
    })
    .optional(),
  /** Put before the value found on the hardware: `edge` gives `edge-9f3a...`. */
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/, {
      error: "must be 1 to 32 letters, digits, hyphens or underscores",
    })
    .optional(),
  /** In place of the hardware: the first of these files that has something to say. */
  sources: z
    .array(
      z.strictObject({
        path: absolutePath,
        /** What of the file is meant: the whole match, or its first group. */
        match: pattern.optional(),
      }),
    )
    .max(16)
    .optional(),
  /** A random ID, made once; whatever the hardware says. */
  random: z.boolean().optional(),
});

const time = z.strictObject({
  ntpServers: z.array(addressOrName).max(8).optional(),
  timezone: z
    .string()
    .regex(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, { error: "must be a zone such as Europe/Berlin" })
    .optional(),
});

const proxy = z.strictObject({
  http: proxyUrl.optional(),
  https: proxyUrl.optional(),
  username: z.string().max(255).optional(),
  password: secretRef.optional(),
  /** The person's own entries; loopback, cluster networks and the like are added by themselves. */
  noProxy: z
    .array(
      z
        .string()
        .min(1)
        .max(253)
        .regex(/^[^\s,]+$/, { error: "must be one entry without blanks or commas" }),
    )
    .optional(),
});

const certificates = z.strictObject({
  /** Public certificates this host shall trust, PEM. */
  trusted: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
          error: "must be a file name: lower-case letters, digits, dot, hyphen, underscore",
        }),
        pem: z.string().regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, {
          error: "must be a PEM certificate (-----BEGIN CERTIFICATE-----)",
        }),
      }),
    )
    .optional(),
});

const registration = z.strictObject({
  /** `central` talks to a plane; `local` never does. */
  mode: z.enum(["central", "local"]),
  /** What speaks at the other end; version 1 of our own contract unless told. */
  kind: z.enum(["v1", "palette", "file"]).optional(),
  plane: planeAddress.optional(),
  method: z.enum(["token", "manual", "qr"]).optional(),
  token: secretRef.optional(),
  /** For planes that want a key for their API besides. */
  apiKey: secretRef.optional(),
  /** Page the QR leads to, where the plane has none itself. */
  approvalUrl: webUrl.optional(),
  project: z.string().max(128).optional(),
  tags: z.record(z.string().max(63), z.string().max(253)).optional(),
});

const registry = z.strictObject({
  /** Host the images name, for example docker.io, or `*`. */
  host: z.string().min(1),
  /** Mirrors asked in this order. */
  endpoints: z.array(webUrl).min(1),
  username: z.string().optional(),
  password: secretRef.optional(),
  ca: absolutePath.optional(),
});

const cluster = z.strictObject({
  name: hostname,
  /** One of the registered distributions; checked against their list, not here. */
  distribution: z.string().min(1),
  /** Version of the distribution, as its publisher writes it: 1.35.3, with a suffix where it has one. */
  version: z.string().regex(/^v?\d+\.\d+\.\d+([+-][0-9A-Za-z.+-]+)?$/, {
    error: "must be a version such as 1.35.3",
  }),
  role: z.enum(["control-plane"]).optional(),
  /** Directory with the distribution's artefacts and their checksums. */
  artefacts: absolutePath,
  nodeIp: ipAddress.optional(),
  podCidr: cidr.optional(),
  serviceCidr: cidr.optional(),
  domain: z.string().regex(DNS_NAME, { error: "must be a domain name" }).optional(),
  /** Virtual address of the API; absent: this node's own address is the endpoint. */
  vip: ipAddress.optional(),
  /** Network of the pods, of those the distribution can bring; `none`: somebody applies one later. */
  cni: z.enum(["flannel", "calico", "canal", "cilium", "none"]).optional(),
  hardening: z.enum(["none", "cis"]).optional(),
  registries: z.array(registry).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  taints: z.array(z.string()).optional(),
  /** Settings only this distribution knows; checked by the distribution. */
  native: z.record(z.string(), z.unknown()).optional(),
});

const sizeMib = z
  .number()
  .int()
  .min(0, { error: "must be a whole number of MiB, 0 for what is left" });
const install = z.strictObject({
  /** Drive an installer takes. Nothing here writes to it: it goes out with the user-data. */
  device: z
    .string()
    .regex(/^\/dev\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\s]+$/, {
      error: "must be the path of a drive below /dev",
    })
    .optional(),
  /** The partition that keeps data; without a size it takes what is left. */
  persistent: z
    .strictObject({ sizeMib: sizeMib.optional(), filesystem: z.string().min(1).optional() })
    .optional(),
  /** Made besides, in this order; the last one takes what is left. */
  partitions: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(36),
        sizeMib: sizeMib.optional(),
        filesystem: z.string().min(1).optional(),
        label: z.string().min(1).max(36).optional(),
      }),
    )
    .max(64)
    .optional(),
});

const checks = z.strictObject({
  /** What this host is for beyond a plain node: more is asked of its hardware and system. */
  features: z.array(z.enum(["trusted-boot", "virtual-machines", "fips", "agent-mode"])).optional(),
  waivers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, {
          error: "must be a check id such as hardware.memory",
        }),
        reason: z.string().trim().min(3, { error: "must say why, in a few words" }).max(500),
      }),
    )
    .optional(),
});

export const edgeHostSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata: z
    .strictObject({
      /** Name of this host for people. */
      name: z.string().min(1).max(128).optional(),
      labels: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  spec: z.strictObject({
    /** Stops every action but observing. */
    paused: z.boolean().optional(),
    identity: identity.optional(),
    host: host.optional(),
    network: network.optional(),
    time: time.optional(),
    proxy: proxy.optional(),
    certificates: certificates.optional(),
    registration: registration.optional(),
    cluster: cluster.optional(),
    install: install.optional(),
    checks: checks.optional(),
  }),
});

type DeepReadonly<T> = T extends readonly (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The desired state of one host, validated. */
export type EdgeHost = DeepReadonly<z.infer<typeof edgeHostSchema>>;
export type EdgeHostSpec = EdgeHost["spec"];
export type ClusterSpec = NonNullable<EdgeHostSpec["cluster"]>;
export type InstallSpec = NonNullable<EdgeHostSpec["install"]>;
export type ProxySpec = NonNullable<EdgeHostSpec["proxy"]>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    return false;
  }
}
