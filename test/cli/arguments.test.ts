import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { createCliBench } from "../support/cli-world.ts";
import { HOME } from "../support/source-tree.ts";

test("help names every command of the walk, in its order", async () => {
  const { exitCode, stdout, stderr } = await createCliBench().run("--help");
  const names = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) .*\S$/gm)].map(([, name]) => name);
  assert.deepEqual(
    names,
    COMMANDS.map(({ name }) => name),
  );
  assert.deepEqual([exitCode, stderr], [0, ""]);
});

test("help fits a terminal of 80 columns, in plain ASCII", async () => {
  for (const command of [[], ["apply"], ["register"], ["run"], ["run", "cancel"]]) {
    const { exitCode, stdout } = await createCliBench().run(...command, "--help");
    assert.equal(exitCode, 0);
    assert.match(stdout, /^[\n -~]+$/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  }
});

test("help loads no screen, no engine and no parser", () => {
  const program = `
    import { registerHooks } from "node:module";
    const seen = new Set();
    registerHooks({ resolve(specifier, context, next) {
      const found = next(specifier, context);
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(found.url) ?? [];
      if (name) seen.add(name);
      return found;
    } });
    process.argv = [process.argv[0], "bringup", "--help"];
    process.on("exit", () => console.error(JSON.stringify([...seen])));
    await import(${JSON.stringify(join(HOME, "bin/bringup.ts"))});`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    cwd: HOME,
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stderr), ["commander"]);
});

const WRONG: readonly (readonly [argv: readonly string[], message: string, hint: string])[] = [
  [["aply"], "unknown command aply", "Did you mean apply?"],
  [["xyzzy"], "unknown command xyzzy", "See bringup --help."],
  [["run", "cancle"], "unknown command cancle", "Did you mean cancel?"],
  [["matrix"], "unknown command matrix", "Did you mean bringup cluster matrix?"],
  [["run", "staus"], "unknown command staus", "Did you mean bringup status?"],
  [["run"], "run needs one more word", "See bringup run --help."],
  [["status", "--wach"], "unknown option --wach", "Did you mean --watch?"],
  [["apply", "-f"], "option -f, --file <path> argument missing", "See bringup apply --help."],
  [["register"], "required option --method <method> not specified", "See bringup register --help."],
  [["plan"], "no document was named", "Add -f host.yaml, or -f - for standard input."],
  [
    ["id", "extra"],
    "too many arguments for id. Expected 0 arguments but got 1: extra.",
    "See bringup id --help.",
  ],
];
for (const [argv, message, hint] of WRONG) {
  test(`bringup ${argv.join(" ")}: exit 2, what is wrong, and what to type`, async () => {
    assert.deepEqual(await createCliBench().run(...argv), {
      exitCode: 2,
      stdout: "",
      stderr: `bringup: ${message} (USAGE)\n${hint}\n`,
    });
  });
}

test("under --json an error is one JSON line on standard error", async () => {
  const { exitCode, stdout, stderr } = await createCliBench().run("validate", "-f", "x", "--json");
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.deepEqual(JSON.parse(stderr), {
    error: {
      code: "DOCUMENT_UNREADABLE",
      kind: "input",
      message: "cannot read x: ENOENT",
      hint: "Check the path and its permissions.",
    },
  });
});

test("the global options are understood before and after the command", async () => {
  for (const argv of [
    ["--json", "status"],
    ["status", "--json"],
  ]) {
    const { stdout } = await createCliBench().run(...argv);
    assert.equal(JSON.parse(stdout).host.hostname, "rack12-edge1");
  }
});

test("parts of ourselves get their arguments untouched", async () => {
  let given: unknown;
  const bench = createCliBench({
    internal(name, args) {
      given = [name, args];
      return 7;
    },
  });
  const { exitCode } = await bench.run("internal", "stand-in", "x", "--version", "--json", "-f");
  assert.deepEqual([exitCode, given], [7, ["stand-in", ["x", "--version", "--json", "-f"]]]);
});
