import { resolve } from "node:path";
import { BringupError } from "../../errors/index.ts";
import type { Collector } from "../../support/index.ts";
import type { CliCommand } from "../command.ts";

/** Everything this host can tell, in one file. Needs no agent, no network, no cluster and no root. */
export const support: CliCommand = {
  name: "support",
  summary: "Collect what this host can tell, without its secrets, in one file to hand on",
  options: [
    { flags: "--to <where>", help: "a folder, usb, or an https address it is put to" },
    { flags: "--without <what>", help: "leave out what has this word in its name", many: true },
  ],
  async run(call) {
    const [{ deliver }, { supportHere }, { destinationOf }, { printBundle }] = await Promise.all([
      import("../deliver-bundle.ts"),
      import("../../agent/index.ts"),
      import("../../support/index.ts"),
      import("../render-support.ts"),
    ]);
    const to = destinationOf(typedPlace(call.text("to")));
    const here = await supportHere(call.choice);
    const collectors = without(here.collectors, call.texts("without"));
    const delivered = await deliver({ ...here, collectors }, to, call);
    printBundle(delivered, call.out);
    return 0;
  },
};

/** A folder is meant from where the person stands. */
function typedPlace(given: string | undefined): string | undefined {
  const isWord = given === undefined || given === "usb" || /^[a-z]+:\/\//i.test(given);
  return isWord ? given : resolve(given);
}

function without(collectors: readonly Collector[], words: readonly string[]): readonly Collector[] {
  const has = ({ id, into }: Collector, word: string) => id.includes(word) || into.includes(word);
  const idle = words.filter((word) => !collectors.some((one) => has(one, word)));
  if (idle.length > 0) throw nothingOf(idle, collectors);
  return collectors.filter((one) => !words.some((word) => has(one, word)));
}

function nothingOf(words: readonly string[], collectors: readonly Collector[]): BringupError {
  const groups = new Set(collectors.map(({ into }) => into.split("/")[0]));
  return new BringupError("USAGE", `nothing is named ${words.join(", ")}`, {
    hint: `Leave out a part of: ${[...groups].join(", ")}; or pods, kubelet, and so on.`,
  });
}
