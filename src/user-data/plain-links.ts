import { parsePath, type Segments, valueAt } from "../spec/index.ts";
import type { Link } from "./link.ts";
import { NO_CHANGES } from "./link.ts";
import { saidAt, saidByAnybody } from "./said.ts";

interface Pair {
  readonly parameter: string;
  readonly field: string;
  /** What is no value of the field says nothing. */
  isMeant?(text: string): boolean;
}

/** Texts that are the same text in both documents. */
const PAIRS: readonly Pair[] = [
  {
    parameter: "stylus.site.name",
    field: "spec.identity.id",
    isMeant: (text) => text !== "$random",
  },
  { parameter: "stylus.site.prefix", field: "spec.identity.prefix" },
  { parameter: "stylus.site.hostName", field: "spec.host.hostname" },
  { parameter: "stylus.site.projectName", field: "spec.registration.project" },
  {
    parameter: "install.device",
    field: "spec.install.device",
    isMeant: (text) => text.startsWith("/dev/"),
  },
  {
    parameter: "install.partitions.persistent.fs",
    field: "spec.install.persistent.filesystem",
  },
  { parameter: "stylus.site.registrationURL", field: "spec.registration.approvalUrl" },
];

export const plainLinks: readonly Link[] = PAIRS.map(plainLink);

function plainLink({ parameter, field, isMeant = () => true }: Pair): Link {
  const place = parsePath(field) ?? [];
  return {
    read(view) {
      const said = saidAt(view, parameter);
      if (typeof said?.value !== "string" || !isMeant(said.value)) return [];
      return [{ field: place, value: said.value, from: said.path }];
    },
    write({ spec }, view) {
      const wanted = valueAt({ spec }, place);
      const said = saidByAnybody(view, parameter);
      if (wanted === undefined || wanted === said?.value) return NO_CHANGES;
      return { changes: [{ path: spelled(said?.path, parameter), value: wanted }], unsaid: [] };
    },
  };
}

/** A former spelling that is in use stays in use: two of them would contradict each other. */
export function spelled(path: Segments | undefined, parameter: string): string {
  return path === undefined ? parameter : path.join(".");
}
