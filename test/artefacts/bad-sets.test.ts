import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeArtefacts, judgeSpace, observeArtefactSet } from "../../src/artefacts/index.ts";
import { digestOf } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryFile } from "../../src/host/index.ts";

const DIRECTORY = "/media/stick";
const GOOD: Readonly<Record<string, string>> = {
  program: "program",
  "images.tar.zst": "images",
  "cni.yaml": "cni",
};
const NAMES = Object.keys(GOOD);

function sums(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([name, content]) => `${digestOf(content)}  ${name}\n`)
    .join("");
}

interface BadSet {
  readonly title: string;
  /** Put over the good set; `null` takes a file away. */
  readonly files: Readonly<Record<string, MemoryFile | null>>;
  readonly unreadable?: readonly string[];
  readonly expected: readonly [code: string, message: RegExp][];
}

const SUMS = "sha256sum-amd64.txt";

const BAD_SETS: readonly BadSet[] = [
  {
    title: "a missing file",
    files: { "images.tar.zst": null },
    expected: [["ARTEFACT_MISSING", /^images\.tar\.zst is missing in \/media\/stick$/]],
  },
  {
    title: "a corrupt file",
    files: { program: "programm" },
    expected: [
      ["ARTEFACT_CORRUPT", /^program is not what was published: SHA-256 \w{12}\.\., published/],
    ],
  },
  {
    title: "an empty file",
    files: { "cni.yaml": "" },
    expected: [["ARTEFACT_CORRUPT", /^cni\.yaml is empty$/]],
  },
  {
    title: "no checksum file",
    files: { [SUMS]: null },
    expected: [["ARTEFACT_MISSING", /^there is no checksum file in \/media\/stick$/]],
  },
  {
    title: "artefacts of another architecture",
    files: { [SUMS]: null, "sha256sum-arm64.txt": sums(GOOD) },
    expected: [["ARTEFACT_MISSING", /holds sha256sum-arm64\.txt: .* this host is amd64$/]],
  },
  {
    title: "a checksum file that is no text",
    files: { [SUMS]: "\u0000\u0001\u0002 not a checksum" },
    expected: [
      ["ARTEFACT_CORRUPT", /^sha256sum-amd64\.txt line 1 is not a SHA-256 checksum line$/],
    ],
  },
  {
    title: "an empty checksum file",
    files: { [SUMS]: "\n" },
    expected: [["ARTEFACT_CORRUPT", /^sha256sum-amd64\.txt is empty$/]],
  },
  {
    title: "a checksum file that cannot be read",
    files: {},
    unreadable: [`${DIRECTORY}/${SUMS}`],
    expected: [["ARTEFACT_CORRUPT", /^sha256sum-amd64\.txt cannot be read: /]],
  },
  {
    title: "a name that leaves the directory",
    files: { [SUMS]: `${sums(GOOD)}${digestOf("x")}  ../../etc/passwd\n` },
    expected: [
      ["ARTEFACT_CORRUPT", /line 4 names "\.\.\/\.\.\/etc\/passwd", which leaves the directory$/],
    ],
  },
  {
    title: "two checksums for one file",
    files: { [SUMS]: `${sums(GOOD)}${digestOf("x")}  program\n` },
    expected: [["ARTEFACT_CORRUPT", /line 4 names program a second time, with another checksum$/]],
  },
  {
    title: "a symbolic link in place of a file",
    files: { program: { link: "/etc/shadow" } },
    expected: [["ARTEFACT_CORRUPT", /^program is a symbolic link$/]],
  },
  {
    title: "a needed file without a checksum",
    files: { [SUMS]: sums({ program: "program", "images.tar.zst": "images" }) },
    expected: [["ARTEFACT_CORRUPT", /^no checksum vouches for cni\.yaml$/]],
  },
  {
    title: "a further archive nobody vouches for",
    files: { "extra.tar": "smuggled" },
    expected: [["ARTEFACT_CORRUPT", /^no checksum vouches for extra\.tar$/]],
  },
  {
    title: "several things wrong, each said",
    files: { program: "other", "images.tar.zst": null },
    expected: [
      ["ARTEFACT_CORRUPT", /^program is not what was published/],
      ["ARTEFACT_MISSING", /^images\.tar\.zst is missing/],
    ],
  },
];

for (const { title, files, unreadable, expected } of BAD_SETS)
  test(`a bad set of artefacts is refused with words: ${title}`, async () => {
    const { host, problems } = await judged(files, unreadable);
    assert.deepEqual(
      problems.map(({ code }) => code),
      expected.map(([code]) => code),
    );
    for (const [index, [, message]] of expected.entries()) {
      assert.match(problems[index]?.message ?? "", message);
      assert.match(problems[index]?.hint ?? "", /\.$/);
    }
    assert.deepEqual(host.effects, []);
  });

test("a good set passes: names with a star, a second checksum file and a readme do no harm", async () => {
  const starred = sums({ program: "program", "images.tar.zst": "images" }).replace(/ {2}/g, " *");
  const { problems } = await judged({
    [SUMS]: `# release\r\n${starred}`,
    SHA256SUMS: sums({ "cni.yaml": "cni" }),
    "README.txt": "read me",
  });
  assert.deepEqual(problems, []);
});

test("files that are published and were not copied are no problem until they are needed", async () => {
  const { problems } = await judged({ [SUMS]: sums({ ...GOOD, "images.tar": "not copied" }) });
  assert.deepEqual(problems, []);
});

test("no directory is absent, not empty", async () => {
  const host = createMemoryHost();
  const found = await observeArtefactSet(host, "/nowhere", { architecture: "amd64" });
  assert.deepEqual(found, { is: "absent" });
});

test("room is asked for two and a half times the archives", () => {
  assert.deepEqual(judgeSpace({ freeBytes: 2500, path: "/var" }, 1000), []);
  const [blocked] = judgeSpace({ freeBytes: 2499, path: "/var" }, 1000);
  assert.equal(blocked?.message, "/var has 2.5 kB free; the images need 2.5 kB");
});

async function judged(
  over: Readonly<Record<string, MemoryFile | null>>,
  unreadable: readonly string[] = [],
) {
  const all: Record<string, MemoryFile | null> = { ...GOOD, [SUMS]: sums(GOOD), ...over };
  const files = Object.entries(all).flatMap(([name, file]): [string, MemoryFile][] =>
    file === null ? [] : [[`${DIRECTORY}/${name}`, file]],
  );
  const host = createMemoryHost({ files: Object.fromEntries(files), unreadable });
  const set = await observeArtefactSet(host, DIRECTORY, { architecture: "amd64", hash: NAMES });
  assert.ok(set.is === "known");
  return { host, problems: judgeArtefacts(set.value, { names: NAMES }) };
}

test("a needed file that cannot be read is refused with the reason", async () => {
  const { problems } = await judged({}, [`${DIRECTORY}/program`]);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ["program cannot be read: /media/stick/program: permission denied"],
  );
});
