import { parse } from "yaml";
import { z } from "zod";
import type { MemberRole } from "../../datastore/index.ts";
import { readJson } from "../../json/index.ts";
import { sanitize } from "../../text/index.ts";

/** What `k8s status` and the API say of the whole cluster; needs the quorum of the membership store. */
export interface ToldStatus {
  /** One node at least is Ready, and DNS is where the nodes look for it. Not: all is well. */
  readonly ready: boolean;
  readonly members: readonly ToldMember[];
  /** Absent: it did not say, as before a cluster is formed. */
  readonly datastore?: string;
  /** Of an external datastore. */
  readonly servers: readonly string[];
  readonly features: readonly Feature[];
}

/** Roles are those of the membership store, whatever keeps the objects of Kubernetes. */
export interface ToldMember {
  readonly name: string;
  readonly address: string;
  readonly role: MemberRole | "unknown";
}

export interface Feature {
  readonly name: string;
  readonly isEnabled: boolean;
  /** For people: upstream says that nobody shall read more out of it. */
  readonly message: string;
}

const word = z.string().max(500).default("").transform(sanitize);
const feature = z
  .object({ enabled: z.boolean().default(false), message: word })
  .default({ enabled: false, message: "" });
const member = z.object({ name: word, address: word, "datastore-role": word });

/** As in `NodeStatus` of k8s-snap-api, v1 and v2. */
export const nodeStatusShape = member.transform(memberOf);

const FEATURES = {
  dns: feature,
  network: feature,
  "load-balancer": feature,
  ingress: feature,
  gateway: feature,
  "metrics-server": feature,
  "local-storage": feature,
};

/**
 * `ClusterStatus` of k8s-snap-api, v1 (to 1.35) and v2 (from 1.36). JSON leaves out what is false or
 * empty, YAML the features that were never set up; keys we do not know are those of versions to come.
 */
export const clusterStatusShape = z
  .object({
    ready: z.boolean().default(false),
    members: z.array(member).max(1000).nullish(),
    datastore: z.object({ type: word, servers: z.array(word).max(100).nullish() }),
    ...FEATURES,
  })
  .transform(
    ({ ready, members, datastore: { type, servers }, ...features }): ToldStatus => ({
      ready,
      members: (members ?? []).map(memberOf),
      ...(type === "" ? {} : { datastore: type }),
      servers: servers ?? [],
      features: Object.entries(features).map(([name, { enabled, message }]) => {
        return { name, isEnabled: enabled, message };
      }),
    }),
  );

/** Pure: the output of `k8s status --output-format json` or `yaml`; `undefined` for anything else, cut off or not. */
export function readStatus(text: string): ToldStatus | undefined {
  const read = text.trimStart().startsWith("{") ? readJson(text) : readYaml(text);
  return clusterStatusShape.safeParse(read).data;
}

function memberOf({ name, address, ...rest }: z.infer<typeof member>): ToldMember {
  return { name, address, role: ROLES.get(rest["datastore-role"].toLowerCase()) ?? "unknown" };
}

/** `PENDING` is written in capitals; MicroK8s writes `standby`, microcluster numbers nothing. */
export const ROLES: ReadonlyMap<string, MemberRole> = new Map([
  ["voter", "voter"],
  ["stand-by", "stand-by"],
  ["standby", "stand-by"],
  ["spare", "spare"],
  ["pending", "pending"],
]);

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
