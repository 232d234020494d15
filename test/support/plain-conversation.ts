import assert from "node:assert/strict";
import { type CliResult, createCliBench } from "./cli-world.ts";
import type { FakeHub } from "./fake-hub.ts";

/** One whole conversation of plain mode; what it prints is plain, whatever it is about. */
export async function conversePlainly(
  hub: FakeHub,
  answers: readonly string[],
): Promise<CliResult> {
  const stdin = answers.map((answer) => `${answer}\n`).join("");
  const said = await createCliBench({ hub, stdin }).run("--plain");
  for (const line of said.stdout.split("\n")) assert.match(line, /^[ -~]{0,79}$/);
  return said;
}
