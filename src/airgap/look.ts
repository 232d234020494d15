import { type FileLook, fingerprintOf } from "../plane/index.ts";
import { judgeAnswer, type Known } from "./take.ts";

/** What an answer says, as if its signer were believed; whether it is believed is part of what is said. */
export async function lookAtAnswer(
  text: string,
  known: Omit<Known, "confirmed">,
): Promise<FileLook> {
  const first = await judgeAnswer(text, { ...known, confirmed: undefined });
  const isNew = first.is === "unconfirmed";
  const judged = isNew ? await judgeAnswer(text, { ...known, confirmed: first.signer }) : first;
  if (judged.is !== "taken") {
    return judged.is === "refused" ? judged : { is: "refused", why: "nobody can have signed it" };
  }
  const { notes, outcome } = judged;
  const { decision, revision } = outcome;
  const signer = isNew ? first.signer : (notes.confirmed ?? notes.trusted[0]?.kid ?? "");
  const unknown = isNew && first.isOther ? "other" : "new";
  return {
    ...{ is: "readable", holds: decision === undefined ? "desired" : "answer" },
    ...{ signer: fingerprintOf(signer), trust: isNew ? unknown : "trusted" },
    ...(decision !== undefined && { decision }),
    ...(revision !== undefined && { revision }),
    ...(known.desired !== undefined && { inForce: known.desired.revision }),
  };
}
