import { believedStores } from "../../datastore/index.ts";
import { isLost, storeLines, worstStore } from "../../status/index.ts";
import { recoveryLines } from "../render-recovery.ts";
import { act, type Desk } from "./desk.ts";
import { offerWords } from "./offer-words.ts";

const HELP = [
  "again looks at the datastores anew.",
  "recovery reads the documented steps for a datastore that lost its quorum; none of them is done here.",
];

/** The datastore that needs somebody most: why, what comes by itself, what to do, who may stop. */
export async function visitAdvice(desk: Desk): Promise<void> {
  await act(desk, { do: "look-at-stores" });
  say(desk);
  await offerWords(desk.talk, {
    prompt: () => "What to do: again, recovery or back",
    usual: () => "back",
    help: HELP,
    actions: {
      again: async () => {
        await act(desk, { do: "look-at-stores" });
        return void say(desk);
      },
      recovery: async () => {
        const lines = recoveryLines(stores(desk), desk.talk.out.width);
        for (const line of lines) if (line !== "") desk.talk.say(line);
        return undefined;
      },
    },
  });
}

function stores({ client, clock }: Desk) {
  return believedStores(client.snapshot().stores, clock.nowMs());
}

function say(desk: Desk): void {
  const { talk, clock } = desk;
  const store = worstStore(stores(desk));
  talk.say(store === undefined ? "No datastore is known here." : `${store.title}.`);
  if (store === undefined) return;
  const since = (epochMs: number) => Math.max(0, clock.nowMs() - epochMs);
  for (const { label, text } of storeLines(store, since))
    talk.say(label === "" ? `${text}.` : `${label.replace(/\?$/, "")}: ${text}.`);
  if (isLost(store)) talk.say("The word recovery reads the steps.");
}
