import assert from "node:assert/strict";
import { test } from "node:test";
import { documents, written } from "../../packaging/docs.ts";
import { OBSERVED } from "../../src/distributions/index.ts";
import { ERROR_CODES, loadChapters } from "../../src/errors/index.ts";
import { allPages, findPage, pageLines, shortLines } from "../../src/explain/index.ts";
import { REACH_CODES } from "../../src/reach/index.ts";
import { codeLines, productFiles, type SourceFile } from "../support/source-tree.ts";

/** `code: "X"`, `code: condition ? "X" : "Y"`: whatever the program gives as a code somewhere. */
const GIVEN = /\b(?:code:\s*|block(?:ed)?\(\s*)([^,;}]*?"[A-Z][A-Z0-9_]+"[^,;}]*)/g;
const CODE = /"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|LEARNERS|LEFTOVERS|PAUSED|PORTAL)"/g;
/** Codes of others: of Node, of the kernel. */
const FOREIGN = new Set(["ETIMEDOUT", "ERR_INVALID_URL"]);

const FILES = productFiles().filter(({ path }) => /^src\/(?!plane\/server|terminal)/.test(path));
const withoutComments = (file: SourceFile) =>
  codeLines(file)
    .map(({ code }) => code)
    .join("\n");

function codesIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(GIVEN)].flatMap(([, given = ""]) =>
      [...given.matchAll(CODE)].flatMap(([, code]) => (code === undefined ? [] : [code])),
    ),
  );
}

test("each code that the program can show has a page with every part of it", async () => {
  const pages = new Map((await allPages()).map((page) => [page.code, page]));
  const drivers = await Promise.all(OBSERVED.map(({ load }) => load()));
  const codes = [
    ...Object.keys(ERROR_CODES),
    ...Object.keys(REACH_CODES),
    ...drivers.flatMap(({ signatures }) => signatures.map(({ code }) => code)),
    ...codesIn(FILES.map(withoutComments)).filter((code) => !FOREIGN.has(code)),
  ];
  assert.ok(codes.includes("HOSTNAME_DEFAULT") && codes.includes("TPM_MISSING"), "none was read");
  const without = [...new Set(codes)].filter((code) => !pages.has(code));
  assert.deepEqual(without.sort(), [], "write them in src/errors/pages");
  for (const { code, means, why, steps, safe, related } of pages.values()) {
    const parts = [means, why, safe, ...steps, ...related];
    assert.ok(parts.length > 4 && parts.every((text) => text.length > 5), code);
  }
});

test("no page is for a code that nobody gives", async () => {
  const known = new Set([
    ...Object.keys(ERROR_CODES),
    ...Object.keys(REACH_CODES),
    ...codesIn(FILES.map(({ text }) => text)),
  ]);
  const chapters = await loadChapters();
  const strays = chapters.flatMap(({ pages }) =>
    Object.keys(pages).filter((code) => !known.has(code)),
  );
  assert.deepEqual(strays, []);
});

test("the documentation is as the tables say; npm run docs writes it", async () => {
  for (const [name, text] of Object.entries(await documents()))
    assert.equal(written(name), text, `docs/${name} is out of date: npm run docs`);
});

test("a code is found however it is typed, and a typing error leads to the nearest one", async () => {
  const found = await findPage(" proxy-auth-required ");
  assert.ok(found.is === "found" && found.page.code === "PROXY_AUTH_REQUIRED");
  assert.deepEqual(await findPage("PROXY_AUT_REQUIRD"), {
    is: "unknown",
    nearest: "PROXY_AUTH_REQUIRED",
  });
  assert.deepEqual(await findPage("xyzzy"), { is: "unknown" });
});

test("a page fits its terminal, and what to do is what the code itself says", async () => {
  const found = await findPage("DISK_FULL");
  assert.ok(found.is === "found");
  assert.deepEqual(found.page.steps, [ERROR_CODES.DISK_FULL.hint]);
  assert.ok(pageLines(found.page, 40).every((line) => line.length <= 40));
  assert.equal(shortLines(found.page).at(-1), `Do: ${ERROR_CODES.DISK_FULL.hint}`);
});
