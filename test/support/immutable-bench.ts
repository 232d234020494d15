import { boot } from "../../src/agent/operations/boot.ts";
import { composeCandidate } from "../../src/agent/planner.ts";
import {
  approveRun,
  type Candidate,
  driveRun,
  type Goal,
  handlerMap,
  known,
  makePlan,
  type Plan,
  type RunState,
  type SecretReader,
} from "../../src/engine/index.ts";
import type { MemoryFile, MemoryHost } from "../../src/host/index.ts";
import { KAIROS_HANDLERS, survives } from "../../src/kairos/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import { STEP_HANDLERS } from "../../src/steps/index.ts";
import { clusterHandlers } from "./cluster-handlers.ts";
import { createTestJournal } from "./journal.ts";
import { INVENTORY } from "./k3s-bench.ts";

/** What an image brings beside the programs of a distribution. */
export const IMAGE: Readonly<Record<string, MemoryFile>> = {
  "/etc/os-release": 'ID="kairos"\nPRETTY_NAME="Kairos"\nKAIROS_FLAVOR="ubuntu"\n',
  "/run/cos/active_mode": "1",
};

export function unitOfImage(program: string): string {
  return `[Service]\nExecStart=${program} server\n[Install]\nWantedBy=multi-user.target\n`;
}

const OS = { id: "kairos", version: "3", prettyName: "Kairos", isKairos: true };

export interface ImmutableBench {
  readonly host: MemoryHost;
  plan(): Promise<Plan>;
  /** Plans, approves and runs what the document asks. */
  converge(): Promise<RunState>;
  /** What a start asks for; then the same, run. */
  planBoot(): Promise<Plan>;
  boot(): Promise<RunState>;
  /** Power gone and back: the image as it was, what it keeps as it is now, nothing started. */
  restart(mark?: string): Promise<void>;
  /** Everything that is gone after a restart, as text by path. */
  forgotten(): Readonly<Record<string, string>>;
}

/** A host whose system is an image, with what planned and ran it in place of an agent. */
export async function immutable(
  host: MemoryHost,
  document: EdgeHost,
  secrets: SecretReader = { read: async () => undefined, matches: () => undefined },
): Promise<ImmutableBench> {
  const journal = createTestJournal();
  const distribution = document.spec.cluster?.distribution ?? "k3s";
  const handlers = handlerMap(STEP_HANDLERS, KAIROS_HANDLERS, await clusterHandlers(distribution));
  const signal = new AbortController().signal;
  const image = textsOf(host);
  const secretDigest = (name: string) => `digest of ${name}`;
  const wanted = () =>
    composeCandidate(
      { host, inventory: () => ({ ...INVENTORY, os: known(OS) }) },
      { document, signal, secretDigest },
    );
  const asked = (approved?: Plan["steps"]) =>
    boot.plan({
      ...{ host, document, inventory: null, params: {}, signal, secretDigest },
      ...(approved === undefined ? {} : { approved }),
    });
  const planFor = (goal: Goal, candidate: Candidate) =>
    makePlan({ goal, generation: 1, candidate, handlers, host, secrets, signal });
  const run = (plan: Plan, candidate: () => Promise<Candidate>) => {
    const actor = { user: "boot", from: "test" };
    const runId = approveRun(journal, { plan, actor, documentText: "" });
    const parts = { host, journal, handlers, secrets, candidate };
    return driveRun({ ...parts, onChange: () => {}, random: () => 0.5 }, runId).settled;
  };
  const plan = async () => planFor({ do: "converge" }, await wanted());
  const planBoot = async () =>
    planFor({ do: "operate", operation: { id: "boot", params: {} } }, await asked());
  return {
    host,
    plan,
    planBoot,
    converge: async () => run(await plan(), wanted),
    async boot() {
      const planned = await planBoot();
      return run(planned, () => asked(planned.steps));
    },
    async restart(mark = "active_mode") {
      host.powerCut();
      for (const path of host.paths()) {
        if (survives(path)) continue;
        const own = image[path];
        if (own === undefined) await host.files.remove(path);
        else host.put(path, own);
      }
      await host.files.remove("/run/cos/active_mode");
      host.put(`/run/cos/${mark}`, "1");
    },
    forgotten: () => {
      const kept = Object.entries(textsOf(host)).filter(([path]) => !survives(path));
      return Object.fromEntries(kept.filter(([path]) => !path.startsWith("/run/")));
    },
  };
}

function textsOf(host: MemoryHost): Readonly<Record<string, string>> {
  return Object.fromEntries(host.paths().map((path) => [path, host.text(path) ?? ""]));
}
