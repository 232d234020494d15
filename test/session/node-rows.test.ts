import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { NodeView } from "../../src/distributions/index.ts";
import { known, unknown } from "../../src/engine/index.ts";
import { connectEngine, serveEngine } from "../../src/session/index.ts";
import { eventually } from "../support/eventually.ts";
import { createFakeHub, type FakeHub } from "../support/fake-hub.ts";
import { removeTree } from "../support/remove-tree.ts";
import { CLUSTER } from "../support/session.ts";

const nodeAt = (at: number, ready: NodeView["ready"] = "True"): NodeView => ({
  ...{ name: `node-${`${at}`.padStart(4, "0")}`, ready, reason: "", message: "" },
  ...{ version: "1.33.4+k3s1", roles: ["worker"], isThisHost: false },
});
const nodesOf = (count: number) => Array.from({ length: count }, (_, at) => nodeAt(at));
const clusterOf = (nodes: readonly NodeView[], atMs = 0) => ({
  ...{ ...CLUSTER, atMs },
  nodes: known(nodes),
});

async function serve(t: TestContext, hub: FakeHub): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bringup-rows-"));
  const socketPath = join(folder, "agent.sock");
  const server = await serveEngine({ hub, socketPath });
  t.after(async () => {
    await server.close();
    await removeTree(folder);
  });
  return socketPath;
}

/** Events as they come over the wire. */
async function listen(t: TestContext, socketPath: string, hello: object) {
  const socket = connect(socketPath);
  t.after(() => socket.destroy());
  const lines: string[] = [];
  createInterface(socket).on("line", (line) => lines.push(line));
  const who = { protocol: "bringup", version: 1, clientId: "raw", actor: {} };
  socket.write(`${JSON.stringify({ type: "hello", ...who, ...hello })}\n`);
  await eventually("the snapshot", () => lines.length >= 2);
  return (count: number) =>
    eventually("events", () => {
      const events = lines.filter((line) => line.startsWith('{"type":"event"'));
      return events.length >= count && events;
    });
}

test("of a thousand nodes only those that changed go over the wire, to whoever understands that", async (t) => {
  const nodes = nodesOf(1000);
  const hub = createFakeHub({ cluster: clusterOf(nodes) });
  const socketPath = await serve(t, hub);
  const understands = await listen(t, socketPath, { rows: true });
  const older = await listen(t, socketPath, {});
  hub.set("cluster", clusterOf(nodes, 1));
  const changed = nodes.with(7, nodeAt(7, "False"));
  hub.set("cluster", clusterOf(changed, 2));
  const [same, one] = await understands(2);
  assert.ok(same && one && same.length < 2500 && one.length < 2500, `${one?.length} bytes`);
  assert.deepEqual(JSON.parse(one).rows, [[7, nodeAt(7, "False")]]);
  const [, whole] = await older(2);
  assert.deepEqual(JSON.parse(whole ?? "").value.nodes.value, changed);
});

type Nodes = readonly NodeView[];

/** What may become of nodes; `which` is a place among six. */
const DEEDS: Readonly<Record<string, (nodes: Nodes, which: number) => Nodes>> = {
  one: (nodes, which) => nodes.map((node, at) => (at === which ? turned(node) : node)),
  many: (nodes, which) => nodes.map((node, at) => (at > which ? turned(node) : node)),
  all: (nodes) => nodes.map(turned),
  fewer: (nodes, which) => nodes.filter((_, at) => at !== which),
  more: (nodes) => [...nodes, nodeAt(100 + nodes.length)],
  swap: (nodes) => nodes.toReversed(),
  nothing: (nodes) => nodes,
  // The very values of the beginning, as when a watch is taken up again.
  back: () => FIRST,
};
const FIRST = nodesOf(6);
const turned = (node: NodeView): NodeView => ({
  ...node,
  ready: node.ready === "True" ? "False" : "True",
});

const walks = fc.array(
  fc.record({
    deed: fc.constantFrom(...Object.keys(DEEDS)),
    which: fc.nat(5),
    shown: fc.constantFrom("known", "known", "known", "unknown", "none"),
  }),
  { minLength: 3, maxLength: 12 },
);

test("however nodes change, come and go, a console has what the engine has", async (t) => {
  const hub = createFakeHub({ cluster: clusterOf(FIRST) });
  const actor = { user: "anna", from: "tty1" };
  const client = await connectEngine({ socketPath: await serve(t, hub), actor });
  t.after(() => client.close());
  let walked = 0;
  await fc.assert(
    fc.asyncProperty(walks, async (walk) => {
      let nodes: Nodes = FIRST;
      for (const { deed, which, shown } of walk) {
        nodes = DEEDS[deed]?.(nodes, which) ?? nodes;
        const cluster =
          shown === "known" ? clusterOf(nodes) : { ...CLUSTER, nodes: unknown("cut") };
        hub.set("cluster", shown === "none" ? null : cluster);
      }
      const hostname = `walk ${++walked}`;
      hub.set("host", { ...hub.snapshot().host, hostname });
      await eventually("all of it", () => client.snapshot().host.hostname === hostname);
      assert.deepEqual(client.snapshot().cluster, hub.snapshot().cluster);
    }),
  );
});
