import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKS, runChecks } from "../../src/checks/index.ts";
import { exited, type MemoryHost } from "../../src/host/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import { loadMachine, type MachineOptions } from "../support/machines.ts";

const { signal } = new AbortController();

interface Asked extends MachineOptions {
  readonly on?: string;
  readonly version?: string;
  readonly crictl?: (word: string) => ReturnType<typeof exited>;
}

/** What this check says on a recorded machine with a cluster, with something changed. */
async function ask(id: string, asked: Asked = {}): Promise<string> {
  const { on = "kairos-fallback", version, crictl, ...options } = asked;
  const { host } = loadMachine(on, options);
  if (crictl !== undefined) answerCrictl(host, crictl);
  const inventory = await observeInventory(host, { signal });
  const name = { name: "edge", distribution: "any", artefacts: "/artefacts" };
  const spec = version === undefined ? {} : { cluster: { ...name, version } };
  const document = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec } as const;
  const checks = CHECKS.filter((check) => check.id === id);
  const [result] = await runChecks({ host, inventory, document, signal, checks });
  return `${result?.status}: ${result?.observed}`;
}

function answerCrictl(host: MemoryHost, crictl: NonNullable<Asked["crictl"]>): void {
  const { probe } = host;
  host.probe = async (argv, options) =>
    argv[0] === "crictl" ? crictl(argv.at(-1) ?? "") : probe(argv, options);
}

test("old APIs count up to the version that is asked for; without one whatever goes does", async () => {
  const on = "small-box";
  const policy = "policy/v1beta1 evictions";
  const flow = "flowcontrol.apiserver.k8s.io/v1beta3 flowschemas";
  assert.equal(
    await ask("kubernetes.old-apis", { on, version: "1.31.4" }),
    "pass: 3 old ones, none gone yet",
  );
  assert.equal(await ask("kubernetes.old-apis", { on, version: "1.32.0" }), `warn: ${flow}`);
  assert.equal(await ask("kubernetes.old-apis", { on }), `warn: ${flow}, ${policy}`);
});

test("an API that does not answer is unknown, a file that is none too, and no cluster is not judged", async () => {
  const config = "/etc/kubernetes/admin.conf";
  for (const id of ["kubernetes.old-apis", "kubernetes.drain"]) {
    assert.equal(await ask(id, { on: "amd64-server" }), "skip: no cluster on this host yet");
    const down = {
      on: "amd64-server",
      files: { [config]: loadMachine("small-box").host.text(config) ?? "" },
    };
    assert.equal(await ask(id, down), "unknown: the API does not tell: connection refused");
    assert.equal(
      await ask(id, { files: { [config]: "none" } }),
      "unknown: the access to the API is not readable",
    );
  }
});

const READY = { status: { conditions: [{ type: "RuntimeReady", status: true }] } };
const says = (info: object, version: string) => (word: string) =>
  word === "info"
    ? exited(JSON.stringify(info))
    : exited(`RuntimeName:  containerd\nRuntimeVersion:  ${version}\nRuntimeApiVersion:  v1\n`);

test("an engine has to be ready and to speak CRI v1, and from 1.36 on containerd has to be 2.0", async () => {
  const of = (crictl: Asked["crictl"], version = "1.35.3") =>
    ask("kubernetes.engine-answers", { ...(crictl && { crictl }), version });
  assert.equal(await of(says(READY, "v1.7.24")), "pass: containerd 1.7.24");
  assert.equal(await of(says(READY, "v1.7.24"), "1.36.0"), "warn: containerd 1.7.24");
  assert.equal(await of(says(READY, "v2.1.0"), "1.36.0"), "pass: containerd 2.1.0");
  const notReady = {
    status: { conditions: [{ type: "RuntimeReady", status: false, reason: "NoShim" }] },
  };
  assert.equal(await of(says(notReady, "v2.1.0")), "warn: NoShim");
  const unimplemented = () =>
    exited("", { exitCode: 1, stderr: "unknown service runtime.v1.RuntimeService\n" });
  assert.equal(await of(unimplemented), "warn: unknown service runtime.v1.RuntimeService");
});

test("without crictl nothing is said of an engine that is there", async () => {
  assert.equal(
    await ask("kubernetes.engine-answers", { missingCommands: ["crictl"] }),
    "unknown: crictl is not installed",
  );
});
