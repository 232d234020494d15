import { BringupError } from "../../errors/index.ts";
import type { Ladder, ReachReport } from "../../reach/index.ts";
import type { EngineClient } from "../../session/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import { ask, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";

/** One look as it is told: its words are loaded with it, not with the list of commands. */
interface Telling {
  readonly call: Call;
  readonly words: typeof import("../render-reach.ts");
  /** The ways that stand there already. */
  readonly printed: Set<string>;
}

/** Looks from the cable up to everything this host has to reach. Needs no root. */
export const reach: CliCommand = {
  name: "reach",
  summary: "Look at the way to plane, registries and time servers, from the cable up",
  args: [{ name: "[url...]", help: "go there as well; a host name means https" }],
  options: [{ ...DOCUMENT_OPTION, help: "of this document in place of the host's own" }],
  async run(call) {
    const { destinationsFrom } = await import("../../reach/index.ts");
    const { wrong } = destinationsFrom(call.args);
    if (wrong.length > 0) throw notAnAddress(wrong);
    const words = await import("../render-reach.ts");
    const telling: Telling = { call, words, printed: new Set() };
    if (call.text("file") !== undefined) return lookHere(telling, await givenDocument(call));
    try {
      return await withEngineToLook(call, ({ client }) => {
        // Who may only look at the agent looks at the network without it.
        if (client.access === "view") return lookHere(telling, documentOf(client));
        return lookThere(telling, client);
      });
    } catch (thrown) {
      if (!(thrown instanceof BringupError && thrown.code === "NOT_ROOT")) throw thrown;
      call.out.note("No agent runs, and only root may read the document of this host: without it.");
      return lookHere(telling, undefined);
    }
  },
};

const documentOf = (client: EngineClient) => client.snapshot().document.effective;

/** By the agent, which knows the document, the password of its proxy, and shows it to all consoles. */
async function lookThere(telling: Telling, client: EngineClient): Promise<number> {
  const { call } = telling;
  const unwatch = client.watch((event) => {
    if (event.slice === "reach" && event.value?.state === "running")
      printFinished(event.value.report, telling);
  });
  try {
    await ask(client, { do: "reach", urls: call.args }, call.world.signal);
  } finally {
    unwatch();
  }
  const { reach: slice } = client.snapshot();
  if (slice?.state !== "finished")
    throw new BringupError("CANCELLED", "another console began a look of its own");
  return told(slice.report, telling);
}

async function lookHere(telling: Telling, document: EdgeHost | undefined): Promise<number> {
  const { call } = telling;
  const [{ reachHere }, host] = await Promise.all([
    import("../reach-here.ts"),
    call.world.openHost(call.choice),
  ]);
  const report = await reachHere({
    ...{ host, document, urls: call.args, signal: call.world.signal },
    onProgress: (now) => printFinished(now, telling),
  });
  return told(report, telling);
}

/** Each way as soon as it is known whole. */
function printFinished({ ladders }: ReachReport, { call, words, printed }: Telling): void {
  for (const ladder of ladders) {
    const id = nameOf(ladder);
    if (ladder.state !== "finished" || printed.has(id)) continue;
    printed.add(id);
    words.printLadder(ladder, call.out);
  }
}

function told(report: ReachReport, telling: Telling): number {
  const { call, words } = telling;
  printFinished(report, telling);
  words.printReachEnd(report, call.out);
  call.out.object(report);
  return report.verdict === "ok" ? 0 : 1;
}

const nameOf = ({ destination, family }: Ladder) => `${destination.id} ${family}`;

async function givenDocument(call: Call): Promise<EdgeHost> {
  const given = await readGiven(call.text("file") ?? "-", call.world);
  const parsed = await parseGiven(given);
  return parsed.is === "valid" ? parsed.host : refuseInvalid(parsed.issues, given.name, call.out);
}

function notAnAddress(wrong: readonly string[]): BringupError {
  return new BringupError("USAGE", `not an address: ${wrong.join(", ")}`, {
    hint: "Give https://host/, http://host:port/ or a host name.",
  });
}
