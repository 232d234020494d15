import { isAbsolute, resolve } from "node:path";
import { BringupError } from "../errors/index.ts";
import type { ContentFinding } from "../session/index.ts";
import { importParams, isStickFolder, whyUnseen } from "../session/index.ts";
import { ask, unexpected, withEngine } from "./ask.ts";
import type { Call } from "./command.ts";
import { operate } from "./operate.ts";
import type { OpenEngine } from "./world.ts";

/** Of another host: nothing to resolve here. */
const ELSEWHERE = /^(https?:\/\/|stick:)/i;

/** What the first argument names, by the options `sha256` and `name`; planned, approved and followed. */
export async function importGiven(call: Call): Promise<number> {
  const [given = ""] = call.args;
  const from = isAbsolute(given) || ELSEWHERE.test(given) ? given : resolve(given);
  const asked = { from, sha256: call.text("sha256") ?? "", name: call.text("name") ?? "" };
  return withEngine(call, async (engine) => {
    const offers = isStickFolder(from) ? await lookAtSticks(call, engine) : [];
    return operate(call, engine, { id: "import-content", params: importParams(asked, offers) });
  });
}

async function lookAtSticks(call: Call, { client }: OpenEngine): Promise<ContentFinding["offers"]> {
  const answer = await ask(client, { do: "look-for-content" }, call.world.signal);
  if (answer.is !== "content") throw unexpected(answer);
  const why = whyUnseen(call.args[0] ?? "", answer.finding);
  if (why !== undefined) throw new BringupError("PROFILE_INVALID", why);
  return answer.finding.offers;
}
