import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import type { Practice } from "../../src/distributions/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { REPLAYS, replayTable } from "../contract/replays.ts";
import { artefactsOf, type OperationsLane, operationsOfCluster } from "./cluster-operations.ts";
import { clusterOf, documentText } from "./documents.ts";
import { bringHold } from "./hold.ts";
import { type Lab, openLab } from "./lab.ts";
import { agentAnswers, isReady, jsonLines } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";

/** A distribution on a booted machine: all in which it differs from the others. */
export interface ClusterLane {
  /** As in `spec.cluster.distribution`. */
  readonly id: string;
  readonly title: string;
  /** Why it cannot be tried here. */
  readonly skip: string | false;
  /** That says whether this is a node; what systemd shows of it while it runs. */
  readonly unit: string;
  readonly type: "simple" | "notify";
  /** What else is seen on the host then, by the line of shell that shows it. */
  readonly seen: Readonly<Record<string, RegExp>>;
  /** Lines of shell by which somebody changes things by hand, and the steps that have to find them. */
  readonly drift: { readonly by: string; readonly steps: readonly string[] };
  /** What containers would leave behind, as a line of shell. */
  readonly litter?: string;
  /** What a removal says that it leaves. */
  readonly stays: readonly RegExp[];
  /** A line of shell that prints whatever else is left. */
  readonly remains: string;
}

/** With its own machine, on which the cluster is created too. */
export interface WholeLane extends ClusterLane {
  /** Of the document, but for its version; its waivers are those of every machine here. */
  readonly cluster: object;
  /** What stands for its published files. */
  readonly artefacts: Practice["artefacts"];
  readonly operations: OperationsLane;
  /** Units whose start can be held in the middle of an operation. */
  readonly held: readonly string[];
  /** More into the tree of the machine while it is off. */
  prepare?(host: Machine): Promise<void>;
}

export const AS_TEST_MACHINE =
  "touch /etc/lab/own-machine; systemctl start lab; mkdir -p /etc/bringup; touch /etc/bringup/test-machine; cp /usr/lib/bringup/packaging/bringup-agent.service /etc/systemd/system/; systemctl daemon-reload; systemctl enable --now bringup-agent";
/** Other lanes and gates run beside this one, on the same drive. */
const BUSY = { id: "hardware.drive-latency", reason: "one drive for all that runs beside it" };
const CHECKS = { waivers: [...clusterOf("").checks.waivers, BUSY] };
const APPLY = ["apply", "-f", "/root/cluster.yaml"] as const;

/** From a bare machine to nothing left, by the commands a person gives. */
export function clusterContract(lane: WholeLane): void {
  const { skip } = lane;
  let lab: Lab;
  let host: Machine;
  if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

  before(async () => {
    if (skip !== false) return;
    lab = await openLab();
    host = createMachine(lab, "edge");
    ask(lane.operations.versions[0]);
    for (const version of lane.operations.versions)
      await bringArtefacts(host, version, lane.artefacts);
    bringHold(host.tree, lane.held);
    await lane.prepare?.(host);
    await host.boot();
    await host.sh(AS_TEST_MACHINE);
    await agentAnswers(host);
  });

  after(async () => {
    await host?.powerOff();
    lab?.close();
  });

  const ask = (version: string) => {
    const cluster = { ...lane.cluster, version, artefacts: artefactsOf(version) };
    write(host, "/root/cluster.yaml", documentText({ cluster, checks: CHECKS }));
  };
  const chapter = chaptersOf(lane);
  chapter("one command creates it", async () => {
    await succeeded(host, ...APPLY, "--yes");
  });
  lifeOfCluster(lane, () => host, { chapter, operations: { lane: lane.operations, ask } });
}

async function bringArtefacts(
  host: Machine,
  version: string,
  artefacts: Practice["artefacts"],
): Promise<void> {
  const { files } = createMachineHost();
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  for (const [name, { content, mode }] of Object.entries(artefacts({ version, architecture })))
    await files.writeAtomic(`${host.tree}${artefactsOf(version)}/${name}`, content, { mode });
}

/** What comes after a failure says nothing more. */
function chaptersOf({ title, skip }: ClusterLane) {
  let isSound = true;
  return (
    behaviour: string,
    tell: (t: TestContext) => Promise<void>,
    leftOut: string | false = false,
  ) =>
    test(`${title}: ${behaviour}`, { skip: skip === false ? leftOut : skip }, async (t) => {
      assert.ok(isSound, "an earlier chapter failed");
      isSound = false;
      await tell(t);
      isSound = true;
    });
}

async function succeeded(host: Machine, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await host.bringup(...args);
  assert.equal(code, 0, `bringup ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout.replaceAll(/\s+/g, " ");
}

interface Told {
  readonly chapter?: ReturnType<typeof chaptersOf>;
  readonly operations?: { readonly lane: OperationsLane; ask(version: string): void };
}

/** From created by /root/cluster.yaml to removed; the agent is a service of the machine. */
function lifeOfCluster(
  lane: ClusterLane,
  machine: () => Machine,
  { chapter = chaptersOf(lane), operations }: Told = {},
): void {
  const { title, unit } = lane;
  const show = async (name: string) => machine().sh(`systemctl show ${unit} -p ${name} --value`);
  const nothingToDo = async () => {
    await isReady(machine());
    assert.match(await succeeded(machine(), ...APPLY), /Nothing to do/);
  };

  chapter(
    "systemd runs it, in the words that are cited, and there is nothing more to do",
    async (t) => {
      t.diagnostic(`what stands for ${title}\n${replayTable(lane.id)}`);
      await nothingToDo();
      const shown = await Promise.all(["ActiveState", "UnitFileState", "Type"].map(show));
      assert.deepEqual(shown, ["active", "enabled", lane.type]);
      assert.equal(await machine().sh(`systemd-analyze verify --man=no ${unit} 2>&1`), "");
      for (const [line, wanted] of Object.entries(lane.seen))
        assert.match(await machine().sh(line), wanted, line);
      for (const { words, journal } of REPLAYS[lane.id] ?? []) {
        if (journal === undefined) continue;
        const said = await machine().sh(`journalctl -q -b -u ${journal} -o cat --no-pager`);
        assert.ok(said.includes(words), `${journal} does not say ${words}: ${said}`);
      }
    },
  );

  chapter("what somebody changed by hand is found, and converging mends it", async () => {
    await machine().sh(lane.drift.by);
    const args = ["plan", "-f", "/root/cluster.yaml", "--json"];
    const { stdout, stderr } = await machine().bringup(...args);
    const steps: readonly { readonly id: string }[] = jsonLines(stdout)[0]?.plan.steps ?? [];
    const found = steps.map(({ id }) => id);
    assert.deepEqual(
      lane.drift.steps.filter((id) => !found.includes(id)),
      [],
      `found only ${found.join(" ")} ${stderr}`,
    );
    await succeeded(machine(), "converge");
    await nothingToDo();
  });

  if (operations !== undefined)
    operationsOfCluster({
      ...{ ...operations, chapter, machine, nothingToDo },
      succeeded: (...args) => succeeded(machine(), ...args),
    });

  chapter("after a restart of the host it is there again, and nothing is to do", async () => {
    await machine().reboot();
    await agentAnswers(machine());
    await nothingToDo();
  });

  chapter("removed, what stays is named, and nothing else of it is left", async () => {
    if (lane.litter !== undefined) await machine().sh(lane.litter);
    const said = await succeeded(machine(), "cluster", "destroy", "--name", "rack12", "--yes");
    for (const named of lane.stays) assert.match(said, named);
    assert.equal(await machine().sh(lane.remains), "");
    assert.equal(await show("LoadState"), "not-found");
  });
}
