import { z } from "zod";

const report = z.object({
  name: z.string(),
  /** As the API shows them. */
  node: z.looseObject({}),
  pods: z.array(z.looseObject({})),
  /** When its kubelet said so, wall time. */
  atMs: z.number(),
});

export const nodeReports = z.array(report);
export type NodeReport = z.infer<typeof report>;

/** What the kubelets of all nodes said last. Lives as long as the server that heard it. */
export interface NodeReports {
  readonly all: ReadonlyMap<string, NodeReport>;
  /** Older ones than those known are passed over. */
  note(reports: readonly NodeReport[]): void;
}

export function createNodeReports(): NodeReports {
  const all = new Map<string, NodeReport>();
  return {
    all,
    note(reports) {
      for (const each of reports)
        if (each.atMs >= (all.get(each.name)?.atMs ?? 0)) all.set(each.name, each);
    },
  };
}
