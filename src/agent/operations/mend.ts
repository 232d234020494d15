import { everySymptom } from "../../cluster/index.ts";
import { createPatient, type Finding, lookFor, type Symptom } from "../../doctor/index.ts";
import type { Candidate } from "../../engine/index.ts";
import { BringupError, type ErrorCode } from "../../errors/index.ts";
import type { OperationKind } from "./kind.ts";
import { paramOf } from "./param.ts";

/** Does what is prepared for one known trouble, where a fresh look finds it. */
export const mend: OperationKind = {
  id: "mend",
  async plan({ host, document, params, signal, approved }) {
    // What was found decided them: half mended, it would look another way, or like nothing at all.
    if (approved !== undefined) return only({ steps: approved });
    const wanted = paramOf(params, "symptom");
    const symptom = (await everySymptom()).find(({ id }) => id === wanted);
    if (symptom === undefined)
      throw new BringupError("USAGE", `no known trouble is called ${JSON.stringify(wanted)}`);
    const patient = createPatient({ host, document, signal });
    return prepared(symptom, await lookFor(symptom, patient));
  },
};

const BY_HAND: ErrorCode = "MEND_BY_HAND";

/** Pure. Nothing is planned against what is not there, or cannot be told. */
function prepared(symptom: Symptom, finding: Finding): Candidate {
  const { title, code } = symptom;
  if (finding.is === "clear" || finding.is === "not-here")
    return only({ skipped: [{ title, reason: `not found: ${finding.why}` }] });
  if (finding.is === "unknown") {
    const message = `it cannot be told whether it is there: ${finding.why}`;
    return only({ blocked: [{ code, message, hint: "Mend what hinders the look first." }] });
  }
  const steps = symptom.mend?.(finding) ?? [];
  if (steps.length > 0) return only({ steps });
  const fix = finding.explained?.fix ?? symptom.fix;
  const message = `no plan is prepared for what was found, ${code}`;
  return only({ blocked: [{ code: BY_HAND, message, hint: `By hand: ${fix.join(" ")}` }] });
}

const only = (some: Partial<Candidate>): Candidate => ({
  ...{ steps: [], skipped: [], blocked: [] },
  ...some,
});
