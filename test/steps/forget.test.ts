import assert from "node:assert/strict";
import { test } from "node:test";
import type { Handler, RunContext } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { envEnsure, fileEnsure, STEP_HANDLERS } from "../../src/steps/index.ts";

const PATH = "/etc/default/demo";
const STEPS = [
  fileEnsure({ id: "demo", path: PATH, template: "new\n", mode: 0o600 }),
  envEnsure({ id: "demo", path: PATH, vars: { HTTP_PROXY: "http://proxy:3128" } }),
];

for (const step of STEPS) {
  test(`a private file replaced by ${step.kind} leaves no copy once the run has succeeded`, async () => {
    const host = createMemoryHost({
      files: { [PATH]: { content: "PASSWORD=old\n", mode: 0o600 } },
    });
    const handler: Handler | undefined = STEP_HANDLERS.find(({ kind }) => kind === step.kind);
    const context: RunContext = {
      host,
      secrets: { read: async () => undefined, matches: () => undefined },
      signal: new AbortController().signal,
      report: () => undefined,
    };
    const captured = await handler?.capture?.(step.params, context);
    await handler?.run(step.params, context);
    assert.deepEqual(host.paths(), [PATH, `${PATH}.prev`], "kept for undo");
    await handler?.forget?.(step.params, captured ?? {}, context);
    await handler?.forget?.(step.params, captured ?? {}, context);
    assert.deepEqual(host.paths(), [PATH]);
  });
}
