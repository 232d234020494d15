// Over 120 lines: what may be brought to a host on a stick, and what is not taken.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFilePlane } from "../../src/airgap/index.ts";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import {
  createHostKey,
  enrolBody,
  type PlanePort,
  readFileRequest,
  respondToFile,
  type TakeOutcome,
} from "../../src/plane/index.ts";
import { createOperator, desiredFile, type Operator } from "./operator.ts";

const HOST_ID = "edge-4711";
const ANSWER = `bringup-answer-${HOST_ID}.json`;

interface Bench {
  readonly folder: string;
  readonly operator: Operator;
  readonly port: PlanePort;
  enrol(hostname?: string): Promise<string>;
  request(): Promise<string>;
  take(text: string, confirmed?: string): Promise<TakeOutcome>;
  /** Taken on, with this revision of the desired state in force. */
  takenOn(): Promise<string>;
}

async function bench(t: TestContext): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "bringup-airgap-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const operator = await createOperator();
  const { http, files } = createMachineHost();
  const key = await createHostKey();
  let kept: unknown;
  const port = openFilePlane({
    plane: folder,
    ...{ http, files, key, clock: systemClock, offsetMs: 0, onOffset: () => {} },
    memory: {
      get: () => kept,
      set: (value) => {
        kept = structuredClone(value);
      },
    },
  });
  const { byFiles } = port;
  assert.ok(byFiles !== undefined);
  const enrol = async (name = "rack12") => {
    const outcome = await port.enrol({
      body: enrolBody({
        host: { id: HOST_ID, idSource: "name", name },
        publicKey: key.jwk,
        ...{ method: "code", device: { archType: "amd64" } },
        agent: { name: "bringup", version: "0.1.0" },
      }),
      idempotencyKey: "key-1",
    });
    assert.ok(outcome.is === "enrolment", JSON.stringify(outcome));
    return outcome.enrolment.enrolmentId;
  };
  const request = async () => (await byFiles.request())?.text ?? assert.fail("no request is open");
  const take: Bench["take"] = (text, confirmed) => byFiles.take({ text, confirmed });
  return {
    ...{ folder, operator, port, enrol, request, take },
    async takenOn() {
      const enrolmentId = await enrol();
      await operator.carry(port);
      const outcome = await port.poll({ enrolmentId });
      assert.ok(outcome.is === "enrolment" && outcome.enrolment.state === "approved");
      return outcome.enrolment.hostUid;
    },
  };
}

function why(outcome: TakeOutcome): string {
  assert.ok(outcome.is === "refused", JSON.stringify(outcome));
  return outcome.why;
}

test("a request names the host, its key and its hardware, and is signed by that key", async (t) => {
  const { enrol, request } = await bench(t);
  const nonce = await enrol();
  const opened = await readFileRequest(await request());
  assert.ok(opened.is === "opened");
  assert.equal(opened.value.nonce, nonce);
  assert.equal(opened.value.request.host.id, HOST_ID);
  assert.deepEqual(opened.value.request.device, { archType: "amd64" });
});

test("an answer is taken once the signer was compared, and pinned from then on", async (t) => {
  const { port, operator, enrol, request, take } = await bench(t);
  const enrolmentId = await enrol();
  const answer = await operator.answer(await request());
  const first = await take(answer);
  assert.deepEqual(first, {
    ...{ is: "unconfirmed", isOther: false },
    ...{ signer: operator.signer.key.kid, fingerprint: operator.fingerprint },
  });
  assert.deepEqual(await port.poll({ enrolmentId }), { is: "unchanged" }, "nothing was taken");
  const second = await take(answer, operator.fingerprint);
  assert.deepEqual(second, { is: "taken", decision: "approved", isNews: true });
  const outcome = await port.poll({ enrolmentId });
  assert.ok(outcome.is === "enrolment" && outcome.enrolment.state === "approved");
  assert.deepEqual(outcome.enrolment.signingKeys, [operator.signer.key]);
  // Registered anew with the same plane: nobody has to compare again.
  await enrol("rack13");
  const again = await take(await operator.answer(await request()));
  assert.deepEqual(again, { is: "taken", decision: "approved", isNews: true });
});

test("approval and desired state come in one file, later states in files of their own", async (t) => {
  const { port, operator, enrol, request, take } = await bench(t);
  const enrolmentId = await enrol();
  const bare = await operator.answer(await request());
  const hostUid = operator.taken.get(HOST_ID) ?? "";
  const desired = await operator.desired(hostUid, 4);
  const answer = await operator.answer(await request(), { desired });
  assert.notEqual(answer, bare);
  assert.deepEqual(await take(answer, operator.fingerprint), {
    ...{ is: "taken", decision: "approved" },
    ...{ revision: 4, isNews: true },
  });
  assert.equal((await port.poll({ enrolmentId })).is, "enrolment");
  const found = await port.desired({ hostUid });
  assert.equal(found.is === "desired" && found.jws, desired);
  const newer = await operator.desired(hostUid, 5);
  assert.deepEqual(await take(desiredFile(HOST_ID, newer)), {
    ...{ is: "taken", revision: 5, isNews: true },
  });
  const heard = await port.heartbeat({ hostUid, beat: {} as never });
  assert.equal(heard.is === "heard" && heard.desiredRevision, 5);
});

const OLDER: readonly (readonly [string, number, object | undefined, RegExp])[] = [
  ["an older revision", 4, undefined, /revision 4, older than 5 in force/],
  ["another text under the revision in force", 5, { host: {} }, /another revision 5/],
];
for (const [what, revision, spec, words] of OLDER) {
  test(`${what} is not taken: a revision never goes back`, async (t) => {
    const { port, operator, takenOn } = await bench(t);
    const hostUid = await takenOn();
    const inForce = { revision: 5, jws: await operator.desired(hostUid, 5) };
    const text = desiredFile(HOST_ID, await operator.desired(hostUid, revision, spec));
    const outcome = await port.byFiles?.take({ text, desired: inForce });
    assert.match(why(outcome ?? assert.fail("no files")), words);
  });
}

test("the desired state in force brought once more is no news and no fault", async (t) => {
  const { port, operator, takenOn } = await bench(t);
  const hostUid = await takenOn();
  const jws = await operator.desired(hostUid, 5);
  const text = desiredFile(HOST_ID, jws);
  const outcome = await port.byFiles?.take({ text, desired: { revision: 5, jws } });
  assert.deepEqual(outcome, { is: "taken", revision: 5, isNews: false });
});

/** What is wrong with an answer that would be right, and what a person is told. */
const WRONG: readonly (readonly [
  string,
  (bench: Bench, good: string) => string | Promise<string>,
  RegExp,
])[] = [
  ["cut off in the middle", (_, good) => good.slice(0, -40), /cut off: copy it again/],
  ["empty", () => "", /not a file of bringup/],
  ["of another program", () => "<html></html>", /not a file of bringup/],
  ["of a later version", (_, good) => good.replace("answer/1", "answer/2"), /a version this one/],
  ["the request itself", ({ request }) => request(), /the request of a host, not the answer/],
  ["far too large", (_, good) => `${good}${" ".repeat(600_000)}`, /larger than any such file/],
  ["for another host", answeredForAnother, /for another host, edge-9/],
  [
    "for another host, under the name of this one",
    async (bench) => {
      const text = await answeredForAnother(bench);
      return text.replace('"hostId": "edge-9"', `"hostId": "${HOST_ID}"`);
    },
    /made for another host, edge-9/,
  ],
  [
    "to an earlier request",
    async ({ operator, request }) =>
      operator.answer(await request(), { as: { nonce: "an-earlier-one" } }),
    /answers another request of this host/,
  ],
  [
    "for the key from before a new installation",
    async ({ operator, request }) =>
      operator.answer(await request(), { as: { keyId: "another-key" } }),
    /another key of this host/,
  ],
  [
    "changed on the way",
    (_, good) =>
      good.replace(/("approval": "[\w-]+\.)([\w-]+)/, (_all, head: string, payload: string) => {
        const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
        const forged = JSON.stringify({ ...claims, project: "Theirs" });
        return `${head}${Buffer.from(forged).toString("base64url")}`;
      }),
    /its signature by .* does not verify/,
  ],
  [
    "signed by somebody else in the name of the plane",
    async ({ operator, request }) => {
      const { secret } = (await createOperator()).signer;
      const opened = await readFileRequest(await request());
      assert.ok(opened.is === "opened");
      const word = { decision: "approved", hostUid: "h", project: "", nowMs: 0 } as const;
      return respondToFile(opened.value, word, { key: operator.signer.key, secret });
    },
    /does not verify/,
  ],
  ["a desired state before an approval", () => desiredFile(HOST_ID, "a.b.c"), /not taken on yet/],
  [
    "with a desired state that somebody else signed",
    async ({ operator, request }) => {
      const other = await createOperator();
      const desired = await other.desired("h", 1);
      return operator.answer(await request(), { desired });
    },
    /desired state is not accepted: it is signed by a key this host does not know/,
  ],
  [
    "with the desired state of another host",
    async ({ operator, request }) =>
      operator.answer(await request(), { desired: await operator.desired("other", 1) }),
    /made for another host/,
  ],
];
/** The operator answers the request of this host as if it came from another. */
async function answeredForAnother({ operator, request }: Bench): Promise<string> {
  const opened = await readFileRequest(await request());
  assert.ok(opened.is === "opened");
  const { request: own } = opened.value;
  const other = { ...own, host: { ...own.host, id: "edge-9" } };
  return operator.answer(await request(), { as: { request: other } });
}

for (const [what, spoil, words] of WRONG) {
  test(`an answer ${what} is not taken, and it is said why`, async (t) => {
    const side = await bench(t);
    await side.enrol();
    const good = await side.operator.answer(await side.request());
    const outcome = await side.take(await spoil(side, good), side.operator.fingerprint);
    assert.match(why(outcome), words);
    assert.equal(existsSync(join(side.folder, ANSWER)), false, "nothing was kept");
  });
}

test("another signer than the one pinned is shown as another, and needs a person again", async (t) => {
  const { takenOn, enrol, request, take } = await bench(t);
  await takenOn();
  await enrol("rack13");
  const other = await createOperator();
  const outcome = await take(await other.answer(await request()));
  assert.ok(outcome.is === "unconfirmed" && outcome.isOther);
  assert.equal(outcome.fingerprint, other.fingerprint);
});

test("an answer laid into the folder by hand waits for a person to confirm its signer", async (t) => {
  const { folder, port, operator, enrol, request } = await bench(t);
  const enrolmentId = await enrol();
  writeFileSync(join(folder, ANSWER), await operator.answer(await request()));
  const outcome = await port.poll({ enrolmentId });
  assert.ok(outcome.is === "trouble");
  assert.equal(outcome.problem.code, "PLANE_SIGNER_UNCONFIRMED");
  assert.ok(outcome.problem.message.includes(operator.fingerprint));
});

test("a link in place of an answer is not followed", async (t) => {
  const { folder, port, enrol } = await bench(t);
  const enrolmentId = await enrol();
  symlinkSync("/etc/passwd", join(folder, ANSWER));
  const outcome = await port.poll({ enrolmentId });
  assert.equal(outcome.is === "trouble" && outcome.problem.code, "PLANE_FILE_REFUSED");
  assert.match(JSON.stringify(outcome), /it is a link: copy the file itself/);
});

test("an answer that is endless is not read", async (t) => {
  const { folder, port, enrol } = await bench(t);
  const enrolmentId = await enrol();
  writeFileSync(join(folder, ANSWER), Buffer.alloc(600_000, "x"));
  assert.match(JSON.stringify(await port.poll({ enrolmentId })), /larger than any such file/);
});

test("a request that is asked again is the same request; a new one forgets the old answer", async (t) => {
  const { folder, operator, port, enrol, request } = await bench(t);
  const first = await enrol();
  const text = await request();
  assert.equal(await enrol(), first);
  assert.equal(await request(), text);
  await operator.carry(port);
  assert.ok(readFileSync(join(folder, ANSWER), "utf8").length > 0);
  assert.notEqual(await enrol("rack13"), first);
  assert.equal(existsSync(join(folder, ANSWER)), false);
});

const TAMPERED: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  ["changed", (text) => text.replace("rack12", "rack99"), /changed after the host signed it/],
  ["cut off", (text) => text.slice(0, 200), /cut off/],
  [
    "without its proof",
    (text) => text.replace(/"proof": "[^"]*"/, '"proof": ""'),
    /does not verify/,
  ],
];
for (const [what, spoil, words] of TAMPERED) {
  test(`a plane does not take a request that was ${what}`, async (t) => {
    const { enrol, request } = await bench(t);
    await enrol();
    const opened = await readFileRequest(spoil(await request()));
    assert.match(opened.is === "refused" ? opened.why : "", words);
  });
}
