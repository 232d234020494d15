import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyNodeStep, fillNodeStep } from "../../src/distributions/shared/empty-node.ts";
import { emptyNodeHandlers } from "../../src/distributions/shared/empty-node-handler.ts";
import { type Handler, known, type Step } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHttpRequest } from "../../src/host/index.ts";

interface FakePod {
  readonly name: string;
  readonly owner?: string;
  readonly phase?: string;
  /** So often its budget lets it not go. */
  held?: number;
}

/** A cluster of one API, as far as this asks it. */
function createApi(pods: FakePod[]) {
  let cordoned = false;
  const json = (status: number, body: unknown) => ({
    ...{ is: "answered" as const, status, headers: { "content-type": "application/json" } },
    ...{ body: new TextEncoder().encode(JSON.stringify(body)), tookMs: 1 },
  });
  const items = () =>
    pods.map(({ name, owner, phase = "Running" }) => ({
      metadata: {
        ...{ namespace: "shop", name },
        ...(owner === undefined ? {} : { ownerReferences: [{ kind: owner, name: "x" }] }),
      },
      status: { phase },
    }));
  const node = () => ({
    metadata: { name: "edge1", labels: {} },
    spec: cordoned ? { unschedulable: true } : {},
    status: { conditions: [], addresses: [], nodeInfo: { kubeletVersion: "v1.34.5+k3s1" } },
  });
  const http = ({ method, url, body }: MemoryHttpRequest) => {
    const { pathname } = new URL(url);
    if (method === "PATCH" && pathname === "/api/v1/nodes/edge1") {
      cordoned = JSON.parse(String(body)).spec.unschedulable === true;
      return json(200, node());
    }
    const [, name] = /pods\/([^/]+)\/eviction$/.exec(pathname) ?? [];
    const at = pods.findIndex((pod) => pod.name === name);
    const pod = pods[at];
    if (pathname === "/api/v1/nodes/edge1") return json(200, node());
    if (method === "POST" && pod !== undefined) {
      pod.held = (pod.held ?? 0) - 1;
      if (pod.held >= 0) return json(429, { message: "Cannot evict pod: its budget" });
      pods.splice(at, 1);
      return json(201, {});
    }
    if (pathname === "/api/v1/pods")
      return json(200, { kind: "PodList", metadata: {}, items: items() });
    return json(404, { message: "not asked for" });
  };
  return { http, isCordoned: () => cordoned };
}

function parts(pods: FakePod[]) {
  const api = createApi(pods);
  const host = createMemoryHost({ http: api.http });
  const kube = { server: "https://127.0.0.1:6443", tls: {} };
  const handlers = emptyNodeHandlers({
    id: "k3s",
    observeAccess: async () => known({ kube, nodeName: "edge1" }),
    observeVersion: async () => known({ version: "1.34.5+k3s1" }),
  });
  const evidence: string[] = [];
  const context = {
    ...{ host, signal: new AbortController().signal },
    secrets: { read: async () => undefined, matches: () => undefined },
    report: (progress: { readonly evidence: string }) => void evidence.push(progress.evidence),
  };
  const of = ({ kind }: Step): Handler => {
    const found = handlers.find((handler) => handler.kind === kind);
    assert.ok(found !== undefined);
    return found;
  };
  return { api, context, evidence, of };
}

const OWN = { node: "edge1", servers: [], until: "1.35.3+k3s1" };
const EMPTY = emptyNodeStep({ id: "k3s" }, { ...OWN, pods: "replaced" });
const FILL = fillNodeStep({ id: "k3s" }, { node: "edge1" });

test("pods that others can run go, those that a budget holds are waited for, the rest stays", async () => {
  const pods: FakePod[] = [
    { name: "web", owner: "ReplicaSet" },
    { name: "db", owner: "StatefulSet", held: 2 },
    { name: "agent", owner: "DaemonSet" },
    { name: "by-hand" },
    { name: "job", owner: "Job", phase: "Succeeded" },
  ];
  const { api, context, evidence, of } = parts(pods);
  assert.equal((await of(EMPTY).check(EMPTY.params, context)).is, "todo");
  await of(EMPTY).run(EMPTY.params, context);
  assert.deepEqual(
    [pods.map(({ name }) => name), api.isCordoned()],
    [["agent", "by-hand", "job"], true],
  );
  assert.match(
    evidence.join("; "),
    /takes no new pods; 2 pods to move; shop\/db: Cannot evict pod/,
  );
  assert.equal((await of(EMPTY).check(EMPTY.params, context)).is, "done");
  assert.equal((await of(FILL).check(FILL.params, context)).is, "todo");
  await of(FILL).run(FILL.params, context);
  assert.equal(api.isCordoned(), false);
  assert.equal(of(FILL).staleAfter?.(FILL.params, [EMPTY]), true);
});

test("who leaves for good takes no pod along that nobody would start again; of a dead node none is waited for", async () => {
  const pods: FakePod[] = [{ name: "by-hand" }, { name: "agent", owner: "DaemonSet" }];
  const { context, of } = parts(pods);
  const dead = emptyNodeStep({ id: "k3s" }, { node: "edge1", servers: [], pods: "none" });
  await of(dead).run(dead.params, context);
  assert.equal((await of(dead).check(dead.params, context)).is, "done");
  assert.equal(pods.length, 2);
  const leaving = emptyNodeStep({ id: "k3s" }, { node: "edge1", servers: [], pods: "all" });
  await of(leaving).run(leaving.params, context);
  assert.deepEqual(
    pods.map(({ name }) => name),
    ["agent"],
  );
});

test("a node that is not upgraded after all takes pods again", async () => {
  const { api, context, of } = parts([]);
  await of(EMPTY).run(EMPTY.params, context);
  assert.equal(api.isCordoned(), true);
  await of(EMPTY).undo?.(EMPTY.params, {}, context);
  assert.equal(api.isCordoned(), false);
});
