// Tries one change on a machine in a folder, in the network namespace this process runs in.
// Arguments: the folder, the wanted settings as JSON, seconds to confirm.
import { approveRun, driveRun, handlerMap, makePlan } from "../../../../src/engine/index.ts";
import { createRootHost } from "../../../../src/host/index.ts";
import type { NetworkChange } from "../../../../src/network/change.ts";
import { networkTryHandler } from "../../../../src/network/try/handler.ts";
import { proveLinks } from "../../../../src/network/try/prove.ts";
import { networkTry } from "../../../../src/network/try/step.ts";
import { createTestJournal } from "../../../support/journal.ts";
import { candidateOf } from "../../../support/steps.ts";
import { FIRST, settingsText } from "../namespace-lab.ts";

const [root = "", wanted = "{}", seconds = "5"] = process.argv.slice(2);
const settings = JSON.parse(wanted);
const change: NetworkChange = {
  driver: "systemd-networkd",
  files: [{ path: "/etc/network/eth0.conf", content: settingsText(settings), mode: 0o644 }],
  apply: [["netup"]],
  revert: [["netup"]],
  links: ["eth0"],
  creates: [],
  ends: [{ link: "eth0", was: FIRST.addresses, now: settings.addresses }],
};
const made = networkTry({
  id: "network.eth0",
  title: "eth0",
  change,
  folder: "/var/lib/bringup/network-try",
});
const step = { ...made, params: { ...made.params, confirmSeconds: Number(seconds) } };
const host = createRootHost({
  root,
  services: "processes",
  allowExec: true,
  passthrough: ["/proc/uptime"],
});
const handlers = handlerMap([networkTryHandler({ prove: proveLinks, settleMs: 4000 })]);
const secrets = { read: async () => undefined, matches: () => undefined };
const { signal } = new AbortController();
const journal = createTestJournal();
const candidate = candidateOf(step);
const parts = { host, handlers, secrets, journal, candidate: async () => candidate };
const plan = await makePlan({
  ...{ host, handlers, secrets, signal, candidate },
  goal: { do: "converge" },
  generation: 1,
});
const actor = { user: "ada", from: "tty1" };
const run = driveRun(
  {
    ...parts,
    onChange: () => undefined,
    random: () => 0,
  },
  approveRun(journal, { plan, actor, documentText: "" }),
);
const { state, message } = await run.settled;
process.stdout.write(`${JSON.stringify({ state, message })}\n`);
