import { powerWord } from "../../session/index.ts";
import { advisePower, type PowerAdvice } from "../../status/index.ts";
import { choose, confirm } from "./choose.ts";
import { act, type Desk, seen } from "./desk.ts";

const ANSWERS: Readonly<Record<PowerAdvice["answer"], string>> = {
  yes: "This host may stop now",
  no: "This host should NOT stop now",
  unknown: "It cannot be told whether this host may stop now",
};
const WORDS = {
  reboot: { to: "restart this host", after: "Connect again when it is up." },
  off: {
    to: "switch this host off",
    after: "It stays off until somebody is there to switch it on.",
  },
} as const;

/** May it stop, and what stops with it; then only a typed word stops it. */
export async function visitPower(desk: Desk): Promise<void> {
  const { talk } = desk;
  if (seen(desk).inventory === null) await act(desk, { do: "refresh" });
  const { answer, why } = advisePower(seen(desk), desk.clock.nowMs());
  talk.say(`${ANSWERS[answer]}: ${why.join("; ")}.`);
  const to = await choose(talk, {
    prompt: "Power",
    options: [
      { value: "leave", label: "Back to the menu, change nothing" },
      { value: "reboot", label: "Restart this host" },
      { value: "off", label: "Switch this host off" },
    ],
    usual: "leave",
    help: ["Nothing stops before a word is typed in full at the next question."],
  });
  if (to === "reboot" || to === "off") await switchPower(desk, to);
}

/** Where it is not safe, the name of the cluster has to be typed, letter by letter. */
async function switchPower(desk: Desk, to: "reboot" | "off"): Promise<void> {
  const { talk } = desk;
  const isSafe = advisePower(seen(desk), desk.clock.nowMs()).answer === "yes";
  const name = powerWord(seen(desk));
  talk.say(WORDS[to].after);
  const help = [isSafe ? "yes does it at once." : "The name does it at once, all the same."];
  const asked = { to: WORDS[to].to, help, ...(isSafe ? {} : { word: name }) };
  if (!(await confirm(talk, asked))) return;
  const done = await act(desk, { do: "power", to, ...(isSafe ? {} : { name }) });
  if (done.is === "ok") talk.say(`Done: ${done.note ?? "it is on its way"}.`);
}
