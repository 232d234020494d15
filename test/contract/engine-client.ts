import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor } from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import type { EngineClient, EngineEvent, EngineHub } from "../../src/session/index.ts";
import { eventually } from "../support/eventually.ts";
import { createFakeHub, type FakeHub } from "../support/fake-hub.ts";

export interface Transport {
  readonly name: string;
  /** Opens one more client of a hub. */
  connect(hub: EngineHub, actor: Actor): Promise<EngineClient>;
}

const ANNA: Actor = { user: "anna", from: "tty1" };
const BERT: Actor = { user: "bert", from: "ssh from 10.0.0.5" };

/** What every way to an engine promises. */
export function engineClientContract({ name, connect }: Transport): void {
  const contract = (title: string, body: (hub: FakeHub, anna: EngineClient) => Promise<void>) => {
    test(`${name}: ${title}`, async () => {
      const hub = createFakeHub();
      const anna = await connect(hub, ANNA);
      try {
        await body(hub, anna);
      } finally {
        await anna.close();
      }
    });
  };

  contract("a console sees the whole state as soon as it is there", async (hub, anna) => {
    assert.deepEqual(anna.snapshot(), hub.snapshot());
  });

  contract("each change arrives once, in order, numbered without a gap", async (hub, anna) => {
    const seen: EngineEvent[] = [];
    anna.watch((event) => seen.push(event));
    const names = ["edge-a", "edge-b", "edge-c"];
    for (const hostname of names) hub.set("host", { ...hub.snapshot().host, hostname });
    await eventually("three events", () => seen.length === 3);
    assert.deepEqual(
      seen,
      names.map((hostname, index) => ({
        seq: index + 1,
        slice: "host",
        value: { edgeId: null, hostname, addresses: [] },
      })),
    );
    assert.equal(anna.snapshot().host.hostname, "edge-c");
  });

  contract("the state already holds a change when it is announced", async (hub, anna) => {
    const told = new Promise<string>((resolve) => {
      anna.watch(() => resolve(anna.snapshot().host.hostname));
    });
    hub.set("host", { ...hub.snapshot().host, hostname: "edge-z" });
    assert.equal(await told, "edge-z");
  });

  contract("nothing arrives after watching was stopped", async (hub, anna) => {
    const seen: EngineEvent[] = [];
    const stop = anna.watch((event) => seen.push(event));
    stop();
    hub.set("host", { ...hub.snapshot().host, hostname: "edge-b" });
    await eventually("the change", () => anna.snapshot().host.hostname === "edge-b");
    assert.deepEqual(seen, []);
  });

  contract("the engine learns who asks", async (hub, anna) => {
    assert.deepEqual(await anna.send({ do: "pause" }), { is: "ok" });
    const [context] = hub.contexts;
    assert.deepEqual(context?.actor, ANNA);
    assert.deepEqual([...hub.clients], [[context?.clientId, ANNA]]);
  });

  contract("a refusal is an answer with code, message and hint", async (hub, anna) => {
    hub.answerWith(() => {
      throw new BringupError("RUN_ACTIVE", "a run is going on");
    });
    assert.deepEqual(await anna.send({ do: "approve", hash: "0123456789ab" }), {
      is: "refused",
      error: {
        code: "RUN_ACTIVE",
        kind: "conflict",
        message: "a run is going on",
        hint: "Wait for the run in progress, or cancel it.",
      },
    });
  });

  contract("a repeat under the same key gets the same answer and no effect", async (hub, anna) => {
    let count = 0;
    hub.answerWith(() => {
      count += 1;
      return { is: "ok", note: `time ${count}` };
    });
    const repeat = () => anna.send({ do: "resume" }, { idempotencyKey: "resume-1" });
    assert.deepEqual(await Promise.all([repeat(), repeat()]), [
      { is: "ok", note: "time 1" },
      { is: "ok", note: "time 1" },
    ]);
    assert.deepEqual(await repeat(), { is: "ok", note: "time 1" });
    assert.deepEqual(hub.handled, [{ do: "resume" }]);
  });

  contract("one key cannot stand for two commands", async (hub, anna) => {
    await anna.send({ do: "resume" }, { idempotencyKey: "k" });
    const answer = await anna.send({ do: "pause" }, { idempotencyKey: "k" });
    assert.equal(answer.is === "refused" && answer.error.code, "USAGE");
    assert.deepEqual(hub.handled, [{ do: "resume" }]);
  });

  contract(
    "a command taken back rejects at once and is aborted in the engine",
    async (hub, anna) => {
      const aborted = Promise.withResolvers<void>();
      hub.answerWith((_, { signal }) => {
        signal.addEventListener("abort", () => aborted.resolve(), { once: true });
        return new Promise(() => {});
      });
      const controller = new AbortController();
      const sent = anna.send({ do: "run-checks" }, { signal: controller.signal });
      await eventually("the command", () => hub.handled.length === 1);
      controller.abort();
      await assert.rejects(sent, { name: "AbortError" });
      await aborted.promise;
    },
  );

  contract("two consoles see the same and are known apart", async (hub, anna) => {
    const bert = await connect(hub, BERT);
    hub.set("host", { ...hub.snapshot().host, hostname: "edge-2" });
    for (const client of [anna, bert]) {
      await eventually("the change", () => client.snapshot().host.hostname === "edge-2");
    }
    await bert.send({ do: "pause" });
    await anna.send({ do: "resume" });
    assert.deepEqual(
      hub.contexts.map(({ actor }) => actor),
      [BERT, ANNA],
    );
    assert.equal(new Set(hub.contexts.map(({ clientId }) => clientId)).size, 2);
    await bert.close();
    await eventually("bert gone", () => hub.clients.size === 1);
    assert.deepEqual([...hub.clients.values()], [ANNA]);
  });

  contract("closing is known to the engine, and closing twice is harmless", async (hub, anna) => {
    await anna.close();
    await anna.close();
    await eventually("anna gone", () => hub.clients.size === 0);
  });
}
