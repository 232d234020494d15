import type { ClusterOperationPlan } from "../../src/cluster/index.ts";
import type { ClusterOperation } from "../../src/distributions/index.ts";
import {
  approveRun,
  driveRun,
  makePlan,
  type Plan,
  type RunParts,
  type RunState,
  type Step,
} from "../../src/engine/index.ts";
import { type Bench, documentOf, INVENTORY } from "./k3s-bench.ts";
import { planOperation } from "./plan-operation.ts";

const ACTOR = { user: "ada", from: "tty1" };

export interface Operating {
  plan(): Promise<Plan>;
  /** Approves what is planned and drives it to its end, or to where it stops. */
  run(): Promise<RunState>;
  /** Goes on with a run as another process would. */
  goOn(runId: string): Promise<RunState>;
  /** Cancels a run and takes back what it did. */
  cancel(runId: string): Promise<RunState>;
}

type Given = Pick<ClusterOperationPlan, "params"> & Partial<ClusterOperationPlan>;

/** An operation on the cluster of a bench, planned and driven as the agent does. */
export function operating(
  { host, journal, parts }: Bench,
  operation: ClusterOperation,
  given: Given,
): Operating {
  const distribution = given.distribution ?? "k3s";
  const candidate = (approved?: readonly Step[]) =>
    planOperation(operation, {
      ...{ host, inventory: INVENTORY, document: documentOf(), ...given, distribution },
      ...(approved === undefined ? {} : { approved }),
    });
  const plan = async () =>
    makePlan({
      ...parts,
      goal: { do: "operate", operation: { id: operation, params: given.params } },
      generation: 2,
      candidate: await candidate(),
      signal: new AbortController().signal,
    });
  const goOn = (runId: string) => {
    const [begun] = journal.records(runId);
    const steps = begun?.type === "run-approved" ? begun.plan.steps : [];
    const going: RunParts = { ...parts, candidate: () => candidate(steps) };
    return driveRun(going, runId).settled;
  };
  return {
    plan,
    goOn,
    async run() {
      const approval = { plan: await plan(), actor: ACTOR, documentText: "" };
      return goOn(approveRun(journal, approval));
    },
    cancel(runId) {
      journal.append(runId, { type: "run-cancelling", actor: ACTOR, undo: true });
      return goOn(runId);
    },
  };
}
