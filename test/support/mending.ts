import { mend } from "../../src/agent/operations/mend.ts";
import { everySymptom } from "../../src/cluster/index.ts";
import { createPatient, type Finding, lookFor } from "../../src/doctor/index.ts";
import {
  approveRun,
  driveRun,
  type HostIO,
  makePlan,
  type Plan,
  type RunState,
} from "../../src/engine/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import type { Bench } from "./k3s-bench.ts";

const { signal } = new AbortController();
const ACTOR = { user: "ada", from: "tty1" };

/** What the doctor finds of one known trouble on this host, with a fresh look. */
export async function findingOf(
  { host }: Pick<Bench<HostIO>, "host">,
  symptom: string,
): Promise<Finding> {
  const known = (await everySymptom()).find(({ id }) => id === symptom);
  if (known === undefined) throw new Error(`no symptom ${symptom}`);
  return lookFor(known, createPatient({ host, signal }));
}

/** The plan that is prepared for it, approved by a person and carried out. */
export async function mended(
  { host, journal, parts }: Pick<Bench<HostIO>, "host" | "journal" | "parts">,
  symptom: string,
  document: EdgeHost,
): Promise<{ readonly plan: Plan; readonly state: RunState }> {
  const operation = { id: "mend", params: { symptom } };
  const request = { host, document, inventory: null, signal, secretDigest: () => undefined };
  const asked = { ...request, params: operation.params };
  const plan = await makePlan({
    ...{ goal: { do: "operate", operation }, generation: 1, signal, host },
    ...{ handlers: parts.handlers, secrets: parts.secrets },
    candidate: await mend.plan(asked),
  });
  const runId = approveRun(journal, { plan, actor: ACTOR, documentText: "" });
  const candidate = () => mend.plan({ ...asked, approved: plan.steps });
  return { plan, state: await driveRun({ ...parts, candidate }, runId).settled };
}
