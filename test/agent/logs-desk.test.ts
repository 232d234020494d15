import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createLogsDesk } from "../../src/agent/logs-desk.ts";
import { type HostIO, type LogRequest, systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import type { LogPage } from "../../src/logs/index.ts";
import { eventually } from "../support/eventually.ts";

const UNIT = "[Service]\nExecStart=/bin/true\n";
const UNITS = ["kubelet", "containerd", "stylus-agent", "stylus-operator", "palette-tui"];

/** A host whose waits of 15 s are over when the test says so. */
function deskOf(t: TestContext) {
  const idle = new Set<() => void>();
  const clock = {
    ...systemClock,
    after(ms: number, run: () => void) {
      if (ms < 15_000) return systemClock.after(ms, run);
      idle.add(run);
      return () => void idle.delete(run);
    },
  };
  const files = UNITS.map((name) => [`/etc/systemd/system/${name}.service`, UNIT] as const);
  const memory = createMemoryHost({ clock, files: Object.fromEntries(files) });
  let open = 0;
  const opened: LogRequest[] = [];
  const host: HostIO = {
    ...memory,
    logs: {
      async open(request) {
        opened.push(request);
        const fact = await memory.logs.open(request);
        if (fact.is !== "known") return fact;
        open += 1;
        const close = async () => {
          open -= 1;
          await fact.value.close();
        };
        return { is: "known", value: { next: fact.value.next, close } };
      },
    },
  };
  const desk = createLogsDesk({ host, secrets: async () => ["hunter2hunter2"] });
  t.after(() => desk.close());
  async function read(log: string, more: { after?: string; filter?: string; max?: number } = {}) {
    const answer = await desk.read({ do: "read-log", log, max: 100, ...more });
    assert.ok(answer.is === "log");
    return answer.page;
  }
  return { memory, desk, read, opened, openNow: () => open, idle };
}

const texts = ({ rows }: LogPage) => rows.map(({ text }) => text);

test("lines come by cursor, without what is secret; a filter and a limit hold", async (t) => {
  const { memory, read } = deskOf(t);
  for (const text of ["one", "two hunter2hunter2", "three"])
    memory.writeLog({ is: "kernel" }, { text });
  const first = await read("kernel");
  assert.deepEqual([texts(first), first.isAnew], [["one", "two ********", "three"], true]);
  for (const text of ["four", "five", "six"]) memory.writeLog({ is: "kernel" }, { text });
  const next = await eventually("the new lines", async () => {
    const page = await read("kernel", { after: first.cursor, max: 2 });
    return page.missed === 1 && page;
  });
  assert.deepEqual([texts(next), next.isAnew], [["five", "six"], false]);
  assert.deepEqual(texts(await read("kernel", { filter: "/^ f/" })), ["four", "five"]);
  assert.deepEqual(texts(await read("kernel", { after: next.cursor })), []);
  await assert.rejects(read("kernel", { filter: "/(/" }), { code: "USAGE" });
});

test("a log that nobody asks about is closed, and opened anew by the next question", async (t) => {
  const { memory, read, openNow, idle } = deskOf(t);
  memory.logUnit("kubelet.service", "one");
  const before = await read("kubelet");
  await read("kubelet", { after: before.cursor });
  assert.deepEqual([openNow(), idle.size], [1, 1]);
  for (const run of idle) run();
  await eventually("it is closed", () => openNow() === 0);
  const again = await read("kubelet", { after: before.cursor });
  assert.deepEqual([texts(again), again.isAnew], [["one"], true]);
});

test("four logs are read at once, the one asked longest ago gives way, and stopping closes all", async (t) => {
  const { desk, read, opened, openNow } = deskOf(t);
  for (const name of UNITS) await read(name);
  await eventually("four are open", () => openNow() === 4);
  const names = () => opened.map(({ source }) => (source.is === "unit" ? source.unit : source.is));
  await read("palette-tui");
  assert.equal(names().filter((name) => name === "palette-tui.service").length, 1);
  await read("kubelet");
  assert.equal(names().filter((name) => name === "kubelet.service").length, 2);
  await desk.close();
  assert.equal(openNow(), 0);
});

test("what cannot be read is said in a page, and what is not there is refused with what is", async (t) => {
  const { memory, read } = deskOf(t);
  memory.put("/usr/local/installer.log", "done\n");
  assert.deepEqual(texts(await read("installer.log")), ["done"]);
  await assert.rejects(read("nonsense"), (thrown: Error & { hint?: string }) => {
    assert.match(thrown.hint ?? "", /kubelet, containerd, .*kernel/);
    return true;
  });
});
