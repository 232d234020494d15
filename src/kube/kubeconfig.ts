import { parse } from "yaml";
import { z } from "zod";
import type { HttpTls } from "../engine/index.ts";

/** Where an API server is and how it knows us; PEM, decoded. */
export interface KubeAccess {
  /** `https://127.0.0.1:6443`, without a slash at the end. */
  readonly server: string;
  readonly tls: HttpTls;
}

const base64 = z.string().transform((text) => Buffer.from(text, "base64").toString("utf8"));
const file = z.object({
  clusters: z
    .array(
      z.object({
        cluster: z.object({ server: z.url(), "certificate-authority-data": base64 }),
      }),
    )
    .min(1),
  users: z
    .array(
      z.object({
        user: z.object({ "client-certificate-data": base64, "client-key-data": base64 }),
      }),
    )
    .min(1),
});

let last: { readonly text: string; readonly access: KubeAccess | undefined } | undefined;

/**
 * Pure. Takes the first cluster and user: an administrator's file has one of each. `undefined`: no such
 * file. The last answer is kept: status asks every 2 s, and YAML is slow to read.
 */
export function parseKubeconfig(text: string): KubeAccess | undefined {
  if (last?.text !== text) last = { text, access: read(text) };
  return last.access;
}

function read(text: string): KubeAccess | undefined {
  const parsed = file.safeParse(readYaml(text));
  const cluster = parsed.data?.clusters[0]?.cluster;
  const user = parsed.data?.users[0]?.user;
  if (cluster === undefined || user === undefined) return undefined;
  return {
    server: cluster.server.replace(/\/+$/, ""),
    tls: {
      ca: cluster["certificate-authority-data"],
      cert: user["client-certificate-data"],
      key: user["client-key-data"],
    },
  };
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
