import { BringupError } from "../errors/index.ts";
import type { CarriedFile } from "../plane/index.ts";
import { putOnStick, type StickLook, visitSticks } from "../sticks/index.ts";
import { ANSWER_NAMES, answerName } from "./names.ts";
import { readPlaneFile } from "./read-file.ts";

type Look = Pick<StickLook, "host" | "signal">;

/** Puts the request on the one stick that is plugged in; answers with its name. */
export async function writeToStick(
  { name, text }: CarriedFile,
  { host, signal }: Look,
): Promise<string> {
  const answer = await putOnStick({ name, text, mode: 0o644 }, { host, signal });
  if (answer.is === "put") return answer.on;
  throw refused(answer.why, answer.hint);
}

export interface FoundAnswer {
  readonly text: string;
  /** Name of the stick. */
  readonly on: string;
}

/** The answer for this host, on whatever is plugged in. */
export async function answerOnSticks(hostId: string, { host, signal }: Look): Promise<FoundAnswer> {
  const { visits, problems } = await visitSticks({ host, signal }, async ({ folder, shown }) => {
    const names = ((await host.files.list(folder)) ?? []).filter((name) => ANSWER_NAMES.test(name));
    const own = names.includes(answerName(hostId));
    const file = own
      ? await readPlaneFile(`${folder}/${answerName(hostId)}`, host.files)
      : undefined;
    return { shown, names, file };
  });
  const found = visits.flatMap(({ shown, file }) => (file === undefined ? [] : [{ shown, file }]));
  const [first, ...more] = found;
  if (first === undefined) throw noAnswer(hostId, visits, problems);
  if (more.length > 0) {
    const where = found.map(({ shown }) => shown).join(" and ");
    throw refused(`there are answers on ${where}`, "Leave the stick in that has the right one.");
  }
  if (first.file.is === "text") return { text: first.file.text, on: first.shown };
  const why = first.file.is === "refused" ? first.file.why : "it is gone";
  throw refused(`the answer on ${first.shown} is not taken: ${why}`);
}

function noAnswer(
  hostId: string,
  visits: readonly { readonly shown: string; readonly names: readonly string[] }[],
  problems: readonly string[],
): BringupError {
  if (visits.length === 0) return noStick(problems);
  const others = visits.flatMap(({ names }) => names);
  const shown = visits.map((visit) => visit.shown).join(" and ");
  if (others.length === 0) return refused(`there is no ${answerName(hostId)} on ${shown}`);
  const count = others.length === 1 ? "an answer" : `${others.length} answers`;
  return refused(`${shown} has ${count} for other hosts, and none for ${hostId}`);
}

function noStick(problems: readonly string[]): BringupError {
  return refused(problems.join("; "), "Plug in a USB stick, or name a folder or a file.");
}

function refused(message: string, hint?: string): BringupError {
  return new BringupError("PLANE_FILE_REFUSED", message, hint === undefined ? {} : { hint });
}
