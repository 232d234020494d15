// `node test/support/run-batch.ts FILE...`: one batch of `npm test`, all files in this process.
import asyncHooks, { AsyncResource } from "node:async_hooks";
import { resolve } from "node:path";
import process from "node:process";
import { inspect } from "node:util";

const LIMIT_MS = 300_000;

interface Hooks {
  init(asyncId: number, type: string, triggerAsyncId: number, resource: object): void;
}

/**
 * The runner follows every promise of a process to know which test an error nobody caught belongs to; that is a
 * sixth of all the processor time there is. Here it hears of its own tests and suites alone, so such an
 * error fails the batch instead of its test.
 */
function followTestsAlone(): void {
  const heard: Hooks[] = [];
  const idle = { enable: () => idle, disable: () => idle };
  const createHook = (hooks: Hooks) => {
    heard.push(hooks);
    return idle;
  };
  class Followed extends AsyncResource {
    constructor(type: string, options?: object) {
      super(type, options);
      for (const hooks of heard) hooks.init(this.asyncId(), type, this.triggerAsyncId(), this);
    }
  }
  Object.assign(asyncHooks, { createHook, AsyncResource: Followed });
}

const usual = { createHook: asyncHooks.createHook, AsyncResource };
followTestsAlone();
// Not before: it takes both when it is loaded.
const { after, run } = await import("node:test");
Object.assign(asyncHooks, usual);

for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (thrown) => process.stderr.write(`${event}: ${inspect(thrown)}\n`));

function endOfAll(): void {
  process.emit("beforeExit", 0);
}

const { spec: Spec } = await import("node:test/reporters");
const files = process.argv.slice(2).map((file) => resolve(file));
const events = run({ files, isolation: "none", timeout: LIMIT_MS });
// All files are loaded, so this comes after the hooks of theirs, and what was rejected meanwhile is told first.
// What a test left open is not waited for.
events.once("test:start", () => after(() => void setImmediate(endOfAll)));
events.on("test:summary", ({ success }) => {
  if (!success) process.exitCode = 1;
});
const told = events.compose(new Spec());
told.on("end", () => process.exit());
told.pipe(process.stdout);
