import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseEnrolBody } from "../../src/plane/enrol-body.ts";
import { enrolBody, startPlane } from "../../src/plane/index.ts";
import { PLANE_KINDS } from "../../src/registration/index.ts";
import { createOperator, desiredFile } from "../airgap/operator.ts";
import { type PlaneFixture, planeContract } from "../contract/planes.ts";
import { startPublishedPalette } from "../palette/published-server.ts";
import { TOKEN } from "./bench.ts";

const v1: PlaneFixture = {
  kind: "v1",
  async open(t) {
    const tokens = [{ token: TOKEN, project: "Shops" }];
    const plane = await startPlane({ listen: { host: "127.0.0.1", port: 0 }, tokens });
    t.after(() => plane.close());
    const codeOf = (hostId: string) =>
      plane.pending().find((one) => one.hostId === hostId)?.userCode ?? "";
    return {
      address: plane.url,
      token: TOKEN,
      approve: async (hostId) => void (await plane.approve(codeOf(hostId))),
      reject: async (hostId, reason) => void (await plane.reject(codeOf(hostId), reason)),
      assign: async (hostUid, spec) => (await plane.assign(hostUid, spec)) ?? 0,
      hosts: async () => plane.hosts().map(({ uid }) => uid),
      stop: () => plane.close(),
    };
  },
};

const palette: PlaneFixture = {
  kind: "palette",
  async open(t) {
    const plane = await startPublishedPalette(t);
    const apiKey = "a-key-of-the-tenant";
    plane.keys.add(apiKey);
    plane.tokens.push({
      metadata: { name: "north", uid: "t-1" },
      spec: { token: TOKEN, defaultProject: { name: "Shops", uid: "p-1" } },
      status: { isActive: true },
    });
    t.after(() => assert.deepEqual(plane.violations, [], "only what is described was sent"));
    return {
      address: `${plane.url}/v1`,
      token: TOKEN,
      apiKey,
      approve: async (hostId) => plane.enter(hostId),
      hosts: async () => [...plane.hosts.keys()],
      stop: () => plane.close(),
    };
  },
};

const file: PlaneFixture = {
  kind: "file",
  async open(t) {
    const address = mkdtempSync(join(tmpdir(), "bringup-airgap-"));
    t.after(() => rmSync(address, { recursive: true, force: true }));
    const operator = await createOperator();
    return {
      address,
      approve: (_, port) => operator.carry(port),
      reject: (_, reason, port) => operator.carry(port, { decision: "rejected", reason }),
      async assign(hostUid, spec, port) {
        const desired = await operator.desired(hostUid, 1, spec as object);
        await port.byFiles?.take({ text: desiredFile("edge-4711", desired) });
        return 1;
      },
      hosts: async () => [...operator.taken.values()],
      stop: async () => rmSync(address, { recursive: true }),
    };
  },
};

/** One for every kind of plane there is. */
const FIXTURES: readonly PlaneFixture[] = [v1, palette, file];

for (const fixture of FIXTURES) planeContract(fixture);

test("every kind of plane is put through the contract", () => {
  assert.deepEqual(
    FIXTURES.map(({ kind }) => kind),
    PLANE_KINDS.map(({ id }) => id),
  );
});

test("what a host asks with can be read again by the planes that do not take it as it is", () => {
  const request = {
    host: { id: "edge-1", idSource: "DMI product UUID", name: "rack12" },
    publicKey: { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) },
    method: "code",
    device: { archType: "amd64" },
    agent: { name: "bringup", version: "0.1.0" },
  } as const;
  assert.deepEqual(parseEnrolBody(enrolBody(request)), request);
});
