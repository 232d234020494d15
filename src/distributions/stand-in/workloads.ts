import { isRecord } from "../../json/index.ts";
import { type ClusterMoment, hasNetwork } from "./cluster-view.ts";
import type { StoredObject } from "./objects.ts";

/** Pulled, started and answering after so long, milliseconds at pace 1. */
const WORKLOAD_MS = 1500;
const ESTABLISHED_MS = 500;

/** An object with what its controller would have reported by now; no container of it exists. */
export function withStatus(moment: ClusterMoment, { object, appliedMs }: StoredObject): object {
  const report = typeof object.kind === "string" ? REPORTS[object.kind] : undefined;
  if (report === undefined) return object;
  const forMs = moment.nowMs - appliedMs;
  const { spec, metadata } = object;
  const observedGeneration = isRecord(metadata) ? metadata.generation : 1;
  const wanted = isRecord(spec) && typeof spec.replicas === "number" ? spec.replicas : 1;
  const isUp = forMs >= WORKLOAD_MS * moment.pace && hasNetwork(moment);
  const isServed = forMs >= ESTABLISHED_MS * moment.pace;
  return { ...object, status: { observedGeneration, ...report({ wanted, isUp, isServed }) } };
}

interface State {
  readonly wanted: number;
  readonly isUp: boolean;
  readonly isServed: boolean;
}

const condition = (type: string, is: boolean) => ({
  conditions: [{ type, status: is ? "True" : "False", reason: "Simulated", message: "simulated" }],
});

const REPORTS: Readonly<Record<string, ((state: State) => object) | undefined>> = {
  Deployment: ({ wanted, isUp }) => ({
    ...{ replicas: wanted, updatedReplicas: wanted },
    ...{ readyReplicas: isUp ? wanted : 0, availableReplicas: isUp ? wanted : 0 },
    ...condition("Available", isUp),
  }),
  StatefulSet: ({ wanted, isUp }) => ({
    ...{ replicas: wanted, updatedReplicas: wanted },
    ...{ readyReplicas: isUp ? wanted : 0, availableReplicas: isUp ? wanted : 0 },
  }),
  DaemonSet: ({ isUp }) => ({
    ...{ desiredNumberScheduled: 1, updatedNumberScheduled: 1 },
    ...{ numberReady: isUp ? 1 : 0, numberAvailable: isUp ? 1 : 0 },
  }),
  Job: ({ isUp }) => condition("Complete", isUp),
  APIService: ({ isUp }) => condition("Available", isUp),
  CustomResourceDefinition: ({ isServed }) => condition("Established", isServed),
};
