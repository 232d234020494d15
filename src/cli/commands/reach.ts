import { BringupError } from "../../errors/index.ts";
import type { Ladder, ReachReport } from "../../reach/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { DOCUMENT_OPTION } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { refuseInvalid } from "../plan-document.ts";
import { readGiven } from "../read-text.ts";
import { printLadder, printReachEnd } from "../render-reach.ts";

/** Looks from the cable up to everything this host has to reach. Needs no agent and no root. */
export const reach: CliCommand = {
  name: "reach",
  summary: "Look at the way to plane, registries and time servers, from the cable up",
  args: [{ name: "[url...]", help: "go there as well; a host name means https" }],
  options: [{ ...DOCUMENT_OPTION, help: "its plane, registries and time servers" }],
  async run(call) {
    const { climb, destinationsOf, destinationsFrom } = await import("../../reach/index.ts");
    const { destinations: given, wrong } = destinationsFrom(call.args);
    if (wrong.length > 0) throw notAnAddress(wrong);
    const document = await optionalDocument(call);
    const host = await call.world.openHost(call.choice);
    const destinations = [...(document === undefined ? [] : destinationsOf(document)), ...given];
    const printed = new Set<string>();
    const report = await climb(host, {
      destinations,
      timeServers: document?.spec.time?.ntpServers ?? [],
      signal: call.world.signal,
      onProgress: (now) => printFinished(now, printed, call),
    });
    return told(report, printed, call);
  },
};

/** Each way as soon as it is known whole. */
function printFinished({ ladders }: ReachReport, printed: Set<string>, { out }: Call): void {
  for (const ladder of ladders) {
    const id = nameOf(ladder);
    if (ladder.state !== "finished" || printed.has(id)) continue;
    printed.add(id);
    printLadder(ladder, out);
  }
}

function told(report: ReachReport, printed: Set<string>, call: Call): number {
  printFinished(report, printed, call);
  printReachEnd(report, call.out);
  call.out.object(report);
  return report.verdict === "ok" ? 0 : 1;
}

const nameOf = ({ destination, family }: Ladder) => `${destination.id} ${family}`;

async function optionalDocument(call: Call): Promise<EdgeHost | undefined> {
  const path = call.text("file");
  if (path === undefined) return undefined;
  const given = await readGiven(path, call.world);
  const parsed = await parseGiven(given);
  return parsed.is === "valid" ? parsed.host : refuseInvalid(parsed.issues, given.name, call.out);
}

function notAnAddress(wrong: readonly string[]): BringupError {
  return new BringupError("USAGE", `not an address: ${wrong.join(", ")}`, {
    hint: "Give https://host/, http://host:port/ or a host name.",
  });
}
