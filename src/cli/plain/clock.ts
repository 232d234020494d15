import { clockView, momentText, readMoment } from "../../time/index.ts";
import { confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";
import { awaitLook } from "./first-look.ts";

const HELP = [
  "As 2026-11-21 03:15, in the time zone above; Z behind it means UTC.",
  "Enter alone leaves the clock as it is.",
];

/** What keeps the clock, and the way to set it where nothing does. */
export async function visitClock(desk: Desk): Promise<void> {
  const { talk, clock } = desk;
  await awaitLook(desk, "settings");
  const { now, zone, rows } = clockView(seen(desk).settings, clock.nowMs());
  for (const [title, text] of [["Now", now], ...rows] as const) talk.say(`${title}: ${text}`);
  for (;;) {
    const reply = await talk.ask({ prompt: "Set the clock to", usual: "leave it", help: HELP });
    if (reply.is !== "text") return;
    const moment = readMoment(reply.text, zone);
    if (moment.is === "refused") {
      talk.say(`${moment.why}. ${moment.hint}`);
      continue;
    }
    const to = `set the clock to ${momentText(moment.atMs, zone)} ${zone}`;
    const help = ["What has a date is judged by it: certificates, tokens, logs."];
    if (!(await confirm(talk, { to, help }))) return;
    const done = await act(desk, { do: "set-clock", atMs: moment.atMs });
    if (done.is === "ok") talk.say(`Done: ${done.note ?? "the clock was set"}.`);
    return;
  }
}
