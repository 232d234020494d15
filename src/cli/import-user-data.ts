import { BringupError } from "../errors/index.ts";
import type { EngineClient, GivenUserData, PlanSlice } from "../session/index.ts";
import { refuseUnapproved } from "./approval.ts";
import { ask, unexpected, withEngine } from "./ask.ts";
import { carryOut } from "./carry-out.ts";
import type { Call } from "./command.ts";
import { givenSecrets } from "./document-options.ts";
import { refuseBlocked, refuseInvalid } from "./plan-document.ts";
import { readGiven } from "./read-text.ts";
import { printPlan } from "./render-plan.ts";
import type { OpenEngine } from "./world.ts";

interface Named {
  readonly name: string;
  readonly userData: GivenUserData;
}

/** Shows what would change, and takes user-data over once that is approved. */
export async function importUserData(call: Call): Promise<number> {
  return withEngine(call, async (engine) => {
    const named = await whatIsGiven(call, engine.client);
    return takeOver(call, engine, named);
  });
}

/** Takes a layer out: what it alone asked for is not managed any more. */
export async function forgetUserData(call: Call): Promise<number> {
  const [layer] = call.args;
  if (layer !== "site" && layer !== "user-data")
    throw new BringupError("USAGE", `there is no layer ${layer}`, {
      hint: "Use site or user-data.",
    });
  return withEngine(call, (engine) => takeOver(call, engine, { name: layer, userData: { layer } }));
}

async function whatIsGiven(call: Call, client: EngineClient): Promise<Named> {
  const [where = "-"] = call.args;
  const layer = call.text("layer") === "user-data" ? "user-data" : "site";
  if (where !== "sticks") {
    const { name, text } = await readGiven(where, call.world);
    return { name, userData: { layer, text } };
  }
  const answer = await ask(client, { do: "look-for-user-data" }, call.world.signal);
  if (answer.is !== "user-data") throw unexpected(answer);
  const { found, problems } = answer.finding;
  for (const problem of problems) call.out.note(`Not read: ${problem}.`);
  const [first, ...more] = found;
  if (first === undefined)
    throw new BringupError("DOCUMENT_UNREADABLE", "there is no user-data on any medium");
  if (more.length > 0)
    throw new BringupError("USAGE", "more than one medium has user-data", {
      hint: "Leave the right one plugged in alone.",
    });
  return { name: first.medium, userData: { layer, found: first.id } };
}

async function takeOver(call: Call, engine: OpenEngine, named: Named): Promise<number> {
  const { out } = call;
  const planned = await planOf(call, engine.client, named);
  const { previewLines } = await import("../session/index.ts");
  const lines = planned.preview === undefined ? [] : previewLines(planned.preview);
  for (const line of lines) out.line(line);
  out.line();
  printPlan(planned.plan, out);
  out.object({ plan: planned.plan, preview: planned.preview });
  refuseBlocked(planned);
  refuseUnapproved(call, planned);
  return carryOut(call, engine, planned);
}

async function planOf(call: Call, client: EngineClient, given: Named): Promise<PlanSlice> {
  const secrets = await givenSecrets(call, call.args[0] === "-");
  const { text: documentText } = client.snapshot().document;
  const command = { do: "plan", documentText, secrets, userData: given.userData } as const;
  const answer = await ask(client, command, call.world.signal);
  if (answer.is === "planned") return answer.plan;
  if (answer.is !== "invalid") throw unexpected(answer);
  return refuseInvalid(answer.issues, given.name, call.out);
}
