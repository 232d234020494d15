import type { DoctorReport, Symptom } from "../../doctor/index.ts";
import { BringupError, type ErrorCode, errorView } from "../../errors/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import { nearest } from "../../text/index.ts";
import { refuseUnapproved } from "../approval.ts";
import { ask, unexpected, withEngine } from "../ask.ts";
import { carryOut } from "../carry-out.ts";
import type { Call, CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseBlocked, refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";
import { printPlan } from "../render-plan.ts";

/** Looks for everything that is known to go wrong. Needs no agent, no network and no root. */
export const doctor: CliCommand = {
  name: "doctor",
  summary: "Look for known troubles of this host: what is seen, why, and what helps",
  options: [
    { ...DOCUMENT_OPTION, help: "by this document in place of the host's own" },
    { flags: "--all", help: "name what is clear as well, and what cannot be on this host" },
    { flags: "--fix <id>", help: "plan what is prepared for it; it is carried out when approved" },
    { flags: "--yes", help: "approve whatever the plan is" },
    { flags: "--approve <hash>", help: "approve the plan with this hash only" },
  ],
  async run(call) {
    const wanted = call.text("fix");
    if (wanted !== undefined) return mend(call, wanted);
    const report = await lookFor(call, await allSymptoms());
    const { printQuiet, printReport, printVerdict } = await import("../render-doctor.ts");
    call.out.object(report);
    printReport(report, call.out);
    if (call.flag("all")) printQuiet(report, call.out);
    printVerdict(report, call.out);
    return report.findings.length > 0 ? 1 : 0;
  },
};

async function lookFor(call: Call, symptoms: readonly Symptom[]): Promise<DoctorReport> {
  const { world, choice } = call;
  const [{ examine }, host, document] = await Promise.all([
    import("../../doctor/index.ts"),
    world.openHost(choice),
    documentFor(call),
  ]);
  return examine({ host, document, symptoms, signal: world.signal });
}

async function allSymptoms(): Promise<readonly Symptom[]> {
  const { everySymptom } = await import("../../cluster/index.ts");
  return everySymptom();
}

/** What is asked of the host tells some troubles apart. A document that cannot be had is no reason to stop. */
async function documentFor(call: Call): Promise<EdgeHost | undefined> {
  const path = call.text("file");
  if (path !== undefined) return givenDocument(call, path);
  try {
    const { readOwnDocument } = await import("../../agent/index.ts");
    return await readOwnDocument(call.choice);
  } catch (thrown) {
    call.out.note(`Looked without the document of this host: ${errorView(thrown).message}.`);
    return undefined;
  }
}

async function givenDocument(call: Call, path: string): Promise<EdgeHost> {
  const given = await readGiven(path, call.world);
  const parsed = await parseGiven(given);
  return parsed.is === "valid" ? parsed.host : refuseInvalid(parsed.issues, given.name, call.out);
}

/** The prepared plan: printed, and carried out when it is approved. Without one, the words to do it by. */
async function mend(call: Call, wanted: string): Promise<number> {
  const symptom = named(await allSymptoms(), wanted);
  if (symptom.mend === undefined) throw await byHand(call, symptom);
  return withEngine(call, async (engine) => {
    const params = { symptom: symptom.id };
    const command = { do: "plan-operation", operation: "mend", params } as const;
    const answer = await ask(engine.client, command, call.world.signal);
    if (answer.is !== "planned") throw unexpected(answer);
    const { plan } = answer.plan;
    if (plan.blocked[0]?.code === BY_HAND) throw await byHand(call, symptom);
    printPlan(plan, call.out);
    call.out.object({ plan });
    refuseBlocked(answer.plan);
    if (plan.steps.length === 0) {
      call.out.line("Nothing to do.");
      return 0;
    }
    refuseUnapproved(call, answer.plan);
    return carryOut(call, engine, answer.plan);
  });
}

/** By its id, its code or its row: as it is printed, in capitals or not. */
function named(symptoms: readonly Symptom[], wanted: string): Symptom {
  const typed = wanted.toLowerCase();
  const found = symptoms.find(({ id, code, row }) =>
    [id, code, row].some((name) => name.toLowerCase() === typed),
  );
  if (found !== undefined) return found;
  const close = nearest(
    typed,
    symptoms.map(({ id }) => id),
  );
  throw new BringupError("USAGE", `no known trouble is called ${wanted}`, {
    hint: close === undefined ? "bringup doctor --all lists them." : `Did you mean ${close}?`,
  });
}

const BY_HAND: ErrorCode = "MEND_BY_HAND";

/** What a look finds of it, with the words that fit; where it finds nothing, the words alone. */
async function byHand(call: Call, symptom: Symptom): Promise<BringupError> {
  const { printFinding, printFix } = await import("../render-doctor.ts");
  const report = await lookFor(call, [symptom]);
  const [finding] = report.findings;
  call.out.object(report);
  if (finding === undefined) printFix(symptom.fix, call.out);
  else printFinding(finding, call.out);
  return new BringupError(BY_HAND, `no plan is prepared for ${finding?.code ?? symptom.code}`);
}
