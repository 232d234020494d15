import { carriedLines, carriedYes, takeCarried, takenWords } from "../../session/index.ts";
import { choose, confirm, type Option } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";

const HELP = [
  "look shows what a file says and who signed it; it is taken over on a yes alone.",
  "write puts the request on the one stick that is plugged in; there is no secret in it.",
];

/** The request out, the answer in, as on the page. */
export async function visitCarriedFiles(desk: Desk): Promise<void> {
  const { kind } = seen(desk).document.effective.spec.registration ?? {};
  const options: readonly Option<string>[] = [
    { value: "leave", label: "Back" },
    { value: "look", label: "Look at the file that was brought" },
    ...(kind === "file" ? [{ value: "write", label: "Write the request to the stick" }] : []),
  ];
  const asked = { prompt: "Files to carry", options, usual: "leave", help: HELP };
  for (;;) {
    const answer = await choose(desk.talk, asked);
    if (answer === undefined || answer === "leave") return;
    if (answer === "write") await write(desk);
    else await look(desk);
  }
}

async function write(desk: Desk): Promise<void> {
  const answer = await act(desk, { do: "plane-request", to: "sticks" });
  if (answer.is !== "plane-request") return;
  const { fingerprint = "" } = seen(desk).registration;
  desk.talk.say(`Wrote ${answer.name} to ${answer.on ?? "the stick"}.`);
  desk.talk.say(`Key of this host: ${fingerprint}. Carry the file to the operator of the plane.`);
}

async function look(desk: Desk): Promise<void> {
  const { talk } = desk;
  const reply = await talk.ask({
    prompt: "Where it is: sticks, or a path of this host",
    usual: "sticks",
    help: ["The path of the file, or of the folder it is in."],
    isFree: true,
  });
  if (reply.is === "back") return;
  const at = reply.is === "text" ? reply.text.trim() : "sticks";
  const found = await act(desk, { do: "look-at-plane-file", at });
  if (found.is !== "plane-file") return;
  const hostId = seen(desk).host.edgeId?.id ?? "";
  for (const line of carriedLines(found, hostId)) talk.say(line);
  if (found.look.is === "refused") return;
  talk.say(`Yes means: ${carriedYes(found.look)}.`);
  if (!(await confirm(talk, { to: "take this file over", help: HELP }))) return;
  const answer = await act(desk, takeCarried(found, found.look));
  if (answer.is !== "refused") talk.say(takenWords(answer).text);
}
