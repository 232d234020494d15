// Over 120 lines: one suite, which every kind of plane has to pass.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import {
  createHostKey,
  type Enrolment,
  enrolBody,
  type HostKey,
  type PlanePort,
  verifyDesired,
} from "../../src/plane/index.ts";
import { type PlaneKindId, planeKindOf } from "../../src/registration/index.ts";

export interface PlaneFixture {
  readonly kind: PlaneKindId;
  /** A plane at work, with somebody at it; ended by the test. */
  open(t: TestContext): Promise<PlaneAtWork>;
}

/** What a kind cannot do is left out, and not asked of it. */
export interface PlaneAtWork {
  /** As a person would type it. */
  readonly address: string;
  readonly approvalUrl?: string;
  /** What its API wants besides. */
  readonly apiKey?: string;
  /** A registration token that is good. */
  readonly token?: string;
  /** Somebody there takes on the host that asked. */
  approve(hostId: string, port: PlanePort): Promise<void>;
  reject?(hostId: string, reason: string, port: PlanePort): Promise<void>;
  assign?(hostUid: string, spec: unknown, port: PlanePort): Promise<number>;
  /** Ids of the hosts it has taken on. */
  hosts(): Promise<readonly string[]>;
  /** From now on nobody answers there. */
  stop(): Promise<void>;
}

const NEVER = new AbortController().signal;
const HOST_ID = "edge-4711";

export function planeContract({ kind, open }: PlaneFixture): void {
  const title = (what: string) => `${kind}: ${what}`;

  test(title("a host that asks waits until somebody there takes it on"), async (t) => {
    const side = await hostSide(kind, await open(t));
    const hello = await side.port.hello(NEVER);
    assert.ok(hello.is === "plane" && hello.methods.includes("code"), JSON.stringify(hello));
    const asked = await side.enrol("code");
    assert.equal(asked.state, "pending");
    assert.deepEqual(await side.enrol("code"), asked, "the same again, and not a second one");
    await side.plane.approve(HOST_ID, side.port);
    const taken = await side.untilDecided(asked);
    assert.equal(taken.state, "approved");
    assert.equal((await side.plane.hosts()).length, 1);
  });

  test(title("a token that is good is enough, a wrong one is said to be wrong"), async (t) => {
    const side = await hostSide(kind, await open(t));
    if (side.plane.token === undefined) return;
    const wrong = await side.ask("token", "no-such-token-at-all");
    assert.ok(wrong.is === "trouble", JSON.stringify(wrong));
    assert.equal(wrong.retry, "never");
    assert.match(wrong.problem.code, /^TOKEN_/);
    assert.equal(JSON.stringify(wrong).includes("no-such-token-at-all"), false);
    const asked = await side.enrol("token", side.plane.token);
    assert.equal((await side.untilDecided(asked)).state, "approved");
  });

  test(title("a refusal by a person comes with the reason"), async (t) => {
    const side = await hostSide(kind, await open(t));
    if (side.plane.reject === undefined) return;
    const asked = await side.enrol("code");
    await side.plane.reject(HOST_ID, "wrong rack", side.port);
    const refused = await side.untilDecided(asked);
    assert.ok(refused.state === "rejected" && refused.reason === "wrong rack");
  });

  test(title("a host that was taken on reports, also after it started anew"), async (t) => {
    const side = await hostSide(kind, await open(t));
    const { hostUid } = await side.takenOn();
    for (const seq of [1, 2]) {
      const heard = await side.beat(hostUid, seq);
      assert.ok(heard.is === "heard", JSON.stringify(heard));
      assert.ok(heard.nextMs >= 15_000 && heard.nextMs <= 86_400_000);
      await side.reopen();
    }
  });

  test(
    title("a desired state is one this host can verify, and the same is not sent twice"),
    async (t) => {
      const side = await hostSide(kind, await open(t));
      const { hostUid, signingKeys } = await side.takenOn();
      const before = await side.port.desired({ hostUid });
      const { assign } = side.plane;
      assert.equal(before.is, assign === undefined ? "not-offered" : "none-assigned");
      if (assign === undefined) return;
      const revision = await assign(hostUid, { host: { hostname: "rack12" } }, side.port);
      const found = await side.port.desired({ hostUid });
      assert.ok(found.is === "desired", JSON.stringify(found));
      const nowMs = systemClock.nowMs();
      const verdict = await verifyDesired(found.jws, { keys: signingKeys, hostUid, nowMs });
      assert.ok(verdict.is === "verified" && verdict.claims.revision === revision);
      assert.deepEqual(verdict.claims.spec, { host: { hostname: "rack12" } });
      assert.equal((await side.port.desired({ hostUid, etag: found.etag })).is, "unchanged");
    },
  );

  test(title("a host may leave, and leaving twice is no error"), async (t) => {
    const side = await hostSide(kind, await open(t));
    const { hostUid } = await side.takenOn();
    assert.deepEqual(await side.port.remove(hostUid, NEVER), { is: "removed" });
    assert.deepEqual(await side.port.remove(hostUid, NEVER), { is: "removed" });
  });

  test(title("a plane that is gone is a trouble with words, which time may mend"), async (t) => {
    const side = await hostSide(kind, await open(t));
    const { hostUid } = await side.takenOn();
    await side.plane.stop();
    const outcomes = [
      await side.port.hello(NEVER),
      await side.ask("code"),
      await side.beat(hostUid, 9),
      await side.port.desired({ hostUid }),
    ];
    for (const outcome of outcomes) {
      if (outcome.is === "not-offered") continue;
      assert.ok(outcome.is === "trouble", JSON.stringify(outcome));
      assert.notEqual(outcome.retry, "never");
      assert.notEqual(outcome.problem.hint, "");
      assert.notEqual(outcome.problem.code, "BUG");
    }
  });

  test(title("a question that was given up ends, and is no news"), async (t) => {
    const side = await hostSide(kind, await open(t));
    const outcome = await side.port.hello(AbortSignal.abort());
    if (outcome.is === "trouble") assert.equal(outcome.problem.code, "CANCELLED");
  });
}

/** One host in front of the plane: its key, what the port keeps, and a request of its own. */
async function hostSide(kindId: PlaneKindId, plane: PlaneAtWork) {
  const machine = createMachineHost();
  const key = await createHostKey();
  const kept = { value: undefined as unknown };
  const openPort = async () => {
    const { http, files } = machine;
    const kind = planeKindOf(kindId);
    return (await kind.load())({
      plane: kind.address(plane.address),
      ...{ http, files, key, clock: systemClock, offsetMs: 0, onOffset: () => {} },
      approvalUrl: plane.approvalUrl,
      apiKey: async () => plane.apiKey,
      memory: {
        get: () => kept.value,
        set: (value) => {
          kept.value = structuredClone(value);
        },
      },
    });
  };
  let port: PlanePort = await openPort();

  const side = {
    plane,
    get port() {
      return port;
    },
    async reopen() {
      port = await openPort();
    },
    ask: (method: "token" | "code", token?: string) =>
      port.enrol({ body: bodyOf(key, method), idempotencyKey: `key-of-${method}`, token }),
    async enrol(method: "token" | "code", token?: string): Promise<Enrolment> {
      const outcome = await side.ask(method, token);
      assert.ok(outcome.is === "enrolment", JSON.stringify(outcome));
      return outcome.enrolment;
    },
    async poll({ enrolmentId }: Enrolment): Promise<Enrolment | undefined> {
      const outcome = await port.poll({ enrolmentId });
      if (outcome.is === "unchanged" || outcome.is === "slow-down") return undefined;
      assert.ok(outcome.is === "enrolment", JSON.stringify(outcome));
      return outcome.enrolment;
    },
    async untilDecided(asked: Enrolment): Promise<Enrolment> {
      for (let round = 0; round < 10; round++) {
        const now = round === 0 && asked.state !== "pending" ? asked : await side.poll(asked);
        if (now !== undefined && now.state !== "pending") return now;
        await new Promise((resolve) => setTimeout(resolve, 20 * round));
      }
      return assert.fail("the plane does not decide");
    },
    async takenOn() {
      const asked = await side.enrol("code");
      await plane.approve(HOST_ID, port);
      const taken = await side.untilDecided(asked);
      assert.ok(taken.state === "approved", JSON.stringify(taken));
      return taken;
    },
    beat: (hostUid: string, seq: number) =>
      port.heartbeat({
        hostUid,
        beat: {
          ...{ seq, bootId: "boot-1", at: "2026-01-01T00:00:00Z", uptimeSec: 1 },
          ...{ phase: "registration", agentVersion: "0.1.0", observedRevision: 0 },
          conditions: [],
        },
      }),
  };
  return side;
}

function bodyOf(key: HostKey, method: "token" | "code"): string {
  return enrolBody({
    host: { id: HOST_ID, idSource: "DMI product UUID", name: "rack12", address: "10.0.0.7" },
    publicKey: key.jwk,
    method,
    tags: { site: "north" },
    device: { archType: "amd64" },
    agent: { name: "bringup", version: "0.1.0" },
  });
}
