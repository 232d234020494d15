import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost, type MemoryFile } from "../../src/host/index.ts";
import { fileEnsure } from "../../src/steps/index.ts";
import { contextOf, wipedSecretsOf } from "../contract/handlers.ts";
import { handlerOf } from "../support/apply.ts";

const SECRETS = { password: "s3cret-new" };
const TEMPLATE = "server: 10.0.0.1\nuser: edge\npassword: {{secret:password}}\n";
const STEP = fileEnsure({
  id: "config",
  path: "/etc/demo.yaml",
  template: TEMPLATE,
  mode: 0o600,
  secrets: { password: "keyed" },
});

async function lines(file: MemoryFile | undefined): Promise<readonly string[]> {
  const host = createMemoryHost({ files: file === undefined ? {} : { "/etc/demo.yaml": file } });
  const context = contextOf(host, { secrets: SECRETS });
  const changes = await handlerOf(STEP).preview(STEP.params, context);
  return changes.flatMap((change) => change.lines.map(({ sign, text }) => sign + text));
}

const WRITTEN = TEMPLATE.replace("{{secret:password}}", "s3cret-new");

test("a new file shows its mode and every line, the secret masked", async () => {
  assert.deepEqual(await lines(undefined), [
    "+(mode 0600)",
    "+server: 10.0.0.1",
    "+user: edge",
    "+password: ********",
  ]);
});

test("only another secret: the line shows on both sides, neither value does", async () => {
  const content = WRITTEN.replace("s3cret-new", "hunter2");
  assert.deepEqual(await lines({ content, mode: 0o600 }), [
    " server: 10.0.0.1",
    " user: edge",
    "-password: ********",
    "+password: ********",
  ]);
});

test("only another mode", async () => {
  assert.deepEqual(await lines({ content: WRITTEN, mode: 0o644 }), [
    "-(mode 0644)",
    "+(mode 0600)",
  ]);
});

test("what a private file held is shown only where it is harmless", async () => {
  const content =
    "server: 10.0.0.9\nauth: dXNlcjpodW50ZXIy\npass: letmein\nname: edge.lan\nport: 6443\nextra: Tr0ub4dor&3\nhunter2\n";
  const shown = await lines({ content, mode: 0o600 });
  assert.deepEqual(
    shown.filter((line) => line.startsWith("-")),
    [
      "-server: 10.0.0.9",
      "-auth: ********",
      "-pass: ********",
      "-name: edge.lan",
      "-port: 6443",
      "-extra: ********",
      "-********",
    ],
  );
});

test("control characters of a foreign file never reach the screen", async () => {
  const shown = await lines("evil\u001b[2J\u001b]0;title\u0007 \u202e text\n");
  assert.ok(shown.every((line) => !/[\p{Cc}\p{Cf}]/u.test(line)));
});

test("a binary file is said to be one", async () => {
  const shown = await lines(new Uint8Array([0, 1, 2, 3]));
  assert.ok(shown.includes("-(binary, 4 characters)"));
});

test("once the secret is wiped, the file is still known to be right", async () => {
  const host = createMemoryHost({ files: { "/etc/demo.yaml": { content: WRITTEN, mode: 0o600 } } });
  const context = { ...contextOf(host, {}), secrets: wipedSecretsOf(SECRETS) };
  assert.deepEqual(await handlerOf(STEP).check(STEP.params, context), {
    is: "done",
    message: "/etc/demo.yaml is current",
  });
});

test("once the secret is wiped, a changed file asks for it again", async () => {
  for (const content of [WRITTEN.replace("s3cret-new", "hunter2"), WRITTEN.replace("edge", "x")]) {
    const host = createMemoryHost({ files: { "/etc/demo.yaml": { content, mode: 0o600 } } });
    const context = { ...contextOf(host, {}), secrets: wipedSecretsOf(SECRETS) };
    assert.deepEqual(await handlerOf(STEP).check(STEP.params, context), {
      is: "blocked",
      message: "/etc/demo.yaml differs, and the secret password is not stored any more",
      hint: "Enter the secret password again.",
    });
    await assert.rejects(async () => handlerOf(STEP).run(STEP.params, context), {
      code: "SECRET_MISSING",
    });
  }
});

test("another secret is another step, and a secret without a digest is refused", () => {
  const make = (secrets: Readonly<Record<string, string>>) =>
    fileEnsure({ id: "config", path: "/etc/demo.yaml", template: TEMPLATE, secrets });
  assert.notEqual(make({ password: "a" }).inputsDigest, make({ password: "b" }).inputsDigest);
  assert.throws(() => make({}), { code: "BUG" });
});

test("a link and a folder in the way are left alone, with the reason", async () => {
  for (const [files, what] of [
    [{ "/etc/demo.yaml": { link: "/srv/demo.yaml" } }, "a symbolic link"],
    [{ "/etc/demo.yaml/": "" }, "a directory"],
  ] as const) {
    const context = contextOf(createMemoryHost({ files }), { secrets: SECRETS });
    assert.deepEqual(await handlerOf(STEP).check(STEP.params, context), {
      is: "blocked",
      message: `/etc/demo.yaml is ${what}, which bringup does not replace`,
      hint: "Remove /etc/demo.yaml if nothing needs it, then plan again.",
    });
  }
});
