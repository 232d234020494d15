import { type FoundUserData, previewLines } from "../../session/index.ts";
import { formatIssue } from "../../spec/index.ts";
import { confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { approvePlan } from "./plan-approval.ts";

const HELP = ["look mounts each medium with the label cidata read-only, and lets it go at once."];

/** What this host has of user-data, and what a medium brings: looked at, then planned as any change. */
export async function visitUserData(desk: Desk): Promise<void> {
  const { talk } = desk;
  const rows = seen(desk).document.userData ?? [];
  talk.say(`Taken over of user-data: ${rows.length} values`);
  for (const { path, shown, from } of rows) talk.say(`${path}: ${shown}. From ${from.join(", ")}`);
  const isWanted = await confirm(talk, { to: "look for media with the label cidata", help: HELP });
  if (!isWanted) return;
  const answer = await act(desk, { do: "look-for-user-data" });
  if (answer.is !== "user-data") return;
  for (const problem of answer.finding.problems) talk.say(`Not read: ${problem}.`);
  for (const found of answer.finding.found) await offer(desk, found);
}

async function offer(desk: Desk, found: FoundUserData): Promise<void> {
  const { talk } = desk;
  const { id, medium, issues, rows, hasMetaData } = found;
  talk.say(`Found on ${medium}: ${rows.length} values`);
  if (!hasMetaData) talk.say("There is no file meta-data beside it, which Palette wants.");
  for (const issue of issues) talk.say(formatIssue(issue, "user-data"));
  if (issues.some(({ severity }) => severity === "error")) return;
  const { text: documentText } = seen(desk).document;
  const userData = { layer: "site", found: id } as const;
  const planned = await act(desk, { do: "plan", documentText, userData });
  if (planned.is !== "planned") return;
  const { preview } = planned.plan;
  for (const line of preview === undefined ? [] : previewLines(preview)) talk.say(line);
  await approvePlan(desk, "user-data", planned.plan);
}
