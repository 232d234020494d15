import { createHash } from "node:crypto";
import { z } from "zod";
import type { JoinMaterial } from "../distributions/index.ts";
import { readJson } from "../json/index.ts";
import type { ClusterSpec, TextChange } from "../spec/index.ts";

/**
 * All that one more host needs to come into a cluster, in one line that can be pasted, piped, or carried on a
 * stick: it lets whoever holds it in, so it is a secret. Its last eight characters tell a broken copy.
 */
export interface JoinPaper {
  /** What has to be the same on every host; nothing of the node that wrote it. */
  readonly cluster: Readonly<Record<string, unknown>> & Pick<ClusterSpec, "name" | "distribution">;
  readonly role: "control-plane" | "worker";
  readonly material: { readonly [F in keyof JoinMaterial]: JoinMaterial[F] | undefined } & {
    readonly server: string;
    readonly token: string;
  };
}

export type ReadPaper =
  | { readonly is: "paper"; readonly paper: JoinPaper }
  /** Not written by this tool. */
  | { readonly is: "foreign" }
  /** `isCut`: the rest of it may still come. */
  | { readonly is: "broken"; readonly why: string; readonly isCut?: true };

const MARK = "bringup-join-1";
/** Of a founder these hold for everybody; registries and artefacts are a matter of each host. */
const SHARED = [
  ...(["name", "distribution", "version", "vip", "controlPlaneEndpoint", "podCidr"] as const),
  ...(["serviceCidr", "domain", "cni", "hardening", "peers", "native"] as const),
] as const;
const LONGEST = 64 * 1024;
const CHECK_LENGTH = 8;

const shape = z.object({
  cluster: z.looseObject({ name: z.string(), distribution: z.string() }),
  role: z.enum(["control-plane", "worker"]),
  material: z.object({
    server: z.string(),
    token: z.string().min(1),
    pin: z.string().optional(),
    certificateKey: z.string().optional(),
    endsMs: z.number().optional(),
  }),
});

/** Pure. */
export function sharedSettings(cluster: ClusterSpec): JoinPaper["cluster"] {
  const kept = SHARED.filter((name) => cluster[name] !== undefined);
  const { name, distribution } = cluster;
  return { name, distribution, ...Object.fromEntries(kept.map((each) => [each, cluster[each]])) };
}

export function writeJoinPaper(paper: JoinPaper): string {
  const body = Buffer.from(JSON.stringify(paper)).toString("base64url");
  return `${MARK}.${body}.${checkOf(body)}`;
}

/** Pure. Line breaks of a terminal in between do no harm, nor what stands before it, such as a broken copy. */
export function readJoinPaper(given: string): ReadPaper {
  const text = given.slice(0, LONGEST).replace(/\s+/g, "");
  const copies = text.split(/(?=bringup-join-)/).filter((part) => part.startsWith("bringup-join-"));
  const read = copies.map(readCopy);
  return read.findLast(({ is }) => is === "paper") ?? read.at(-1) ?? { is: "foreign" };
}

/** The prompt of a shell may have been copied along behind it. */
function readCopy(text: string): ReadPaper {
  const [mark, body = "", rest = ""] = text.split(".");
  const check = rest.slice(0, CHECK_LENGTH);
  if (mark !== MARK)
    return { is: "broken", why: `it is of another version of this tool (${mark})` };
  if (checkOf(body) !== check)
    return { is: "broken", why: "it was cut or changed on the way", isCut: true };
  const parsed = shape.safeParse(readJson(Buffer.from(body, "base64url").toString("utf8")));
  if (!parsed.success) return { is: "broken", why: "a part of it is missing" };
  return { is: "paper", paper: parsed.data };
}

function checkOf(body: string): string {
  return createHash("sha256").update(`${MARK}.${body}`).digest("hex").slice(0, CHECK_LENGTH);
}

/** Names under which the secrets of joining are kept until the host is in. */
export const JOIN_TOKEN = "join-token";
export const JOIN_KEY = "join-certificate-key";

/** Pure: the document of a host that joins, and the secrets it names. */
export function joinChanges({ cluster, role, material }: JoinPaper): {
  readonly changes: readonly TextChange[];
  readonly secrets: Readonly<Record<string, string>>;
} {
  const { server, token, pin, certificateKey } = material;
  const join = {
    server,
    token: { secret: JOIN_TOKEN },
    ...(pin === undefined ? {} : { pin }),
    ...(certificateKey === undefined ? {} : { certificateKey: { secret: JOIN_KEY } }),
  };
  const settings = { ...cluster, role, join };
  return {
    changes: Object.entries(settings).map(([name, value]) => ({
      path: `spec.cluster.${name}`,
      value,
    })),
    secrets: {
      [JOIN_TOKEN]: token,
      ...(certificateKey === undefined ? {} : { [JOIN_KEY]: certificateKey }),
    },
  };
}
