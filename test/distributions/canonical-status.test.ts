import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runStatus } from "../../src/distributions/canonical/cli.ts";
import { readStatus, type ToldStatus } from "../../src/distributions/canonical/status-shape.ts";
import type { CommandOutcome } from "../../src/engine/index.ts";
import { createMemoryHost, createRootHost, exited, processIdentity } from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";

const FOLDER = new URL("../fixtures/canonical/status/", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");
const { signal } = new AbortController();

const ON = ["dns", "network", "load-balancer", "gateway", "metrics-server"];

/** In one line: ready, members with their roles, the datastore, what is on. */
function told(status: ToldStatus | undefined): string {
  if (status === undefined) return "not known";
  const { ready, members, datastore = "none", servers, features } = status;
  return [
    ready ? "ready" : "not ready",
    ...members.map(({ name, address, role }) => `${name} ${address} ${role}`),
    [datastore, ...servers].join(" "),
    features
      .filter(({ isEnabled }) => isEnabled)
      .map(({ name }) => name)
      .join(" "),
  ].join("; ");
}

const ONE = "node-1 10.0.0.11:6400 voter";
const ALL: Readonly<Record<string, string>> = {
  "1.30": `ready; ${ONE}; k8s-dqlite; ${ON.join(" ")}`,
  "1.31": `ready; ${ONE}; node-2 10.0.0.12:6400 spare; k8s-dqlite; ${ON.join(" ")}`,
  "1.32": `ready; ${ONE}; node-2 10.0.0.12:6400 voter; node-3 10.0.0.13:6400 voter; node-4 10.0.0.14:6400 stand-by; k8s-dqlite; ${ON.join(" ")}`,
  "1.33": `ready; node-1 [2001:db8::11]:6400 voter; node-2 [2001:db8::12]:6400 voter; node-3 [2001:db8::13]:6400 voter; etcd; ${ON.join(" ")}`,
  "1.34": `not ready; ${ONE}; node-2 10.0.0.12:6400 pending; etcd; ${ON.join(" ")}`,
  "1.35": `ready; ${ONE}; external https://10.0.9.1:2379 https://10.0.9.2:2379; ${ON.join(" ")}`,
  "1.36": `ready; ${ONE}; node-2 10.0.0.12:6400 voter; node-3 10.0.0.13:6400 voter; etcd; ${ON.join(" ")}`,
  coming: `ready; ${ONE}; node-2 10.0.0.12:6400 voter; node-3 10.0.0.13:6400 voter; etcd; ${ON.join(" ")}`,
  empty: "not ready; none; ",
};

test("the status of every version reads the same from JSON and from YAML", () => {
  const seen = readdirSync(FOLDER).map((name) => [name, told(readStatus(text(name)))]);
  const wanted = readdirSync(FOLDER).map((name) => [name, ALL[name.replace(/\.(json|yaml)$/, "")]]);
  assert.deepEqual(seen, wanted);
  assert.equal(seen.length, 17);
});

test("a message of a feature is kept, and its escapes are not", () => {
  const dns = (message: string) =>
    readStatus(JSON.stringify({ datastore: {}, dns: { enabled: true, message } }))?.features[0];
  assert.deepEqual(dns("at 10.0.0.1"), { name: "dns", isEnabled: true, message: "at 10.0.0.1" });
  assert.equal(dns("\u001b[31mred\u001b[0m")?.message, "red");
});

test("a status that is cut off anywhere, or is none, is not read as a smaller one", () => {
  const whole = text("1.32.json");
  const cuts = Array.from({ length: 40 }, (_, at) =>
    Math.floor((whole.trimEnd().length - 1) * (at / 40)),
  );
  for (const cut of cuts) assert.equal(readStatus(whole.slice(0, cut)), undefined, `cut at ${cut}`);
  for (const other of ["", "null", "[]", "cluster status:           ready\n", '{"ready":"yes"}'])
    assert.equal(readStatus(other), undefined, other);
});

function hostSaying(outcome: CommandOutcome) {
  return createMemoryHost({ commands: { k8s: () => outcome } });
}

test("k8s status is asked for JSON within a limit of its own; what it says on the side is no part of it", async () => {
  const host = hostSaying(exited(text("1.34.json"), { stderr: "Waiting...\n" }));
  const ran = await runStatus(host, signal);
  assert.equal(ran.is === "told" && told(ran.status), ALL["1.34"]);
  assert.deepEqual(host.calls, [
    ["/snap/bin/k8s", "status", "--output-format", "json", "--timeout", "5s"],
  ]);
});

const REFUSALS: readonly (readonly [CommandOutcome, unknown])[] = [
  [
    exited("", {
      exitCode: 1,
      stderr:
        "Error: The node is not part of a Kubernetes cluster. You can bootstrap a new cluster with: ...\n",
    }),
    {
      is: "no-cluster",
      why: "Error: The node is not part of a Kubernetes cluster. You can bootstrap a new cluster with: ...",
    },
  ],
  [
    exited('{"ready": true, "mem', { exitCode: 0 }),
    { is: "failed", why: "k8s status: gave an answer that is cut off or not known here" },
  ],
  [
    exited('{"ready": true}', { exitCode: 1, stderr: "Error: context deadline exceeded\n\n" }),
    { is: "failed", why: "k8s status: Error: context deadline exceeded" },
  ],
  [exited("", { exitCode: 1 }), { is: "failed", why: "k8s status: ended with 1" }],
  [
    { is: "timed-out", afterMs: 8000, stderr: "" },
    { is: "failed", why: "k8s status: did not end within 8 s" },
  ],
  [{ is: "missing", program: "k8s" }, { is: "missing" }],
];

test("each way k8s status can fail is told apart, and none is read as an answer", async () => {
  for (const [outcome, wanted] of REFUSALS)
    assert.deepEqual(await runStatus(hostSaying(outcome), signal), wanted);
});

test("of k8s only the status may be asked while looking, and never waiting for it to be ready", async () => {
  const host = hostSaying(exited("{}"));
  for (const args of [
    ["status", "--wait-ready", "--output-format", "json", "--timeout", "5s"],
    ["bootstrap"],
    ["remove-node", "node-1"],
    ["status", "--output-format", "json", "--timeout", "5s", "--wait-ready"],
  ] as const)
    assert.equal((await host.probe(["/snap/bin/k8s", ...args])).is, "denied", args.join(" "));
  assert.deepEqual(host.calls, []);
});

test("the program itself is run: its answer is read, and one that hangs is ended with all it started", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "bringup-snap-"));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const host = createRootHost({ root, allowExec: true });
  const install = (script: string) =>
    host.files.writeAtomic("/snap/bin/k8s", `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await host.files.writeAtomic("/answer.json", text("1.34.json"), { mode: 0o644 });
  await install(`echo "raised to 3s" >&2; cat ${root}/answer.json`);
  const ran = await runStatus(host, signal);
  assert.equal(ran.is === "told" && told(ran.status), ALL["1.34"]);
  const begun = "/begun";
  await install(`printf '{"ready": true,'; sleep 600 & echo $! > ${root}${begun}; wait`);
  const stop = new AbortController();
  const hanging = runStatus(host, stop.signal);
  const pid = await eventually(
    "it hangs",
    async () => Number(await host.files.readText(begun)) || undefined,
  );
  stop.abort();
  assert.deepEqual(await hanging, { is: "failed", why: "k8s status: was ended: cancelled" });
  await eventually("nothing of it is left", () => processIdentity(pid) === undefined);
});
