// Runs inside a test host: prints what the doctor finds there; with an id it first does what mends that.
import { everySymptom } from "../../../src/cluster/index.ts";
import { createPatient, examine, lookFor } from "../../../src/doctor/index.ts";
import { createMachineHost } from "../../../src/host/index.ts";
import { STEP_HANDLERS } from "../../../src/steps/index.ts";

const host = createMachineHost();
const signal = AbortSignal.timeout(60_000);
const symptoms = await everySymptom();

for (const id of process.argv.slice(2)) await mend(id);
process.stdout.write(JSON.stringify(await examine({ host, symptoms, signal })));

/** Every step as an approved run does it: looked at, done, and seen to be done. */
async function mend(id: string): Promise<void> {
  const symptom = symptoms.find((known) => known.id === id);
  if (symptom === undefined) throw new Error(`there is no symptom ${id}`);
  const finding = await lookFor(symptom, createPatient({ host, signal }));
  if (finding.is !== "found") throw new Error(`${id} is ${finding.is}`);
  const secrets = { read: async () => undefined, matches: () => undefined };
  const context = { host, secrets, signal, report: () => undefined };
  for (const { kind, params, title } of symptom.mend?.(finding) ?? []) {
    const handler = STEP_HANDLERS.find((known) => known.kind === kind);
    await handler?.run(params, context);
    const verdict = await handler?.check(params, context);
    if (verdict?.is !== "done") throw new Error(`${title}: ${verdict?.message}`);
  }
}
