import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { readConsoleCall } from "../../src/cli/console-call.ts";
import { parseArguments } from "../../src/cli/program.ts";
import type { World } from "../../src/cli/world.ts";

async function wholeGrammar(argv: readonly string[]): Promise<unknown> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  // Of a world the grammar needs the places it prints to.
  const parsed = await parseArguments(argv, { version: "0", stdout, stderr } as unknown as World);
  return parsed.is === "call" && parsed.command.name === "console" ? parsed.call.choice : undefined;
}

test("the console is opened for the host that was named", async () => {
  for (const argv of [
    [],
    ["--rehearse"],
    ["--state-dir", "/tmp/x", "--rehearse"],
    ["--root", "image", "--state-dir", ""],
    ["--root", "one", "--root", "two"],
  ]) {
    const quick = readConsoleCall(argv);
    assert.notEqual(quick, undefined, argv.join(" "));
    assert.deepEqual(quick, await wholeGrammar(argv), argv.join(" "));
  }
});

test("what is taken for the console's command line is that in the whole grammar too", async () => {
  const words = ["--rehearse", "--root", "--state-dir", "--state-dir=x", "--json", "--verbose"];
  const word = fc.constantFrom(...words, "--", "-", "x", "", "-h", "status", "toString");
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
      const quick = readConsoleCall(argv);
      if (quick !== undefined) assert.deepEqual(quick, await wholeGrammar(argv));
    }),
  );
});
