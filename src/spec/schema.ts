import { z } from "zod";
import { cluster } from "./cluster-schema.ts";
import { install } from "./install-schema.ts";
import { network } from "./network-schema.ts";
import {
  absolutePath,
  addressOrName,
  hostname,
  pattern,
  planeAddress,
  proxyUrl,
  secretRef,
  webUrl,
} from "./value-schema.ts";

/**
 * `kind: EdgeHost`, `apiVersion: bringup/v1alpha1`. One schema gives types, messages and JSON
 * Schema. An absent section means "not managed here", never "remove".
 */
export const API_VERSION = "bringup/v1alpha1";
export const KIND = "EdgeHost";

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

/** Checks look for the first four; what goes together is judged for all of them. */
const FEATURES = [
  "trusted-boot",
  "virtual-machines",
  "fips",
  "agent-mode",
  "overlay",
  "two-node",
  "custom-path",
  "vertex",
] as const;

const checks = z.strictObject({
  /** What this host is for beyond a plain node: more is asked of its hardware and system. */
  features: z.array(z.enum(FEATURES)).optional(),
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
