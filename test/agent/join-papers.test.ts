import assert from "node:assert/strict";
import { test } from "node:test";
import { findJoinPapers, paperToStick } from "../../src/agent/join-papers.ts";
import { writeJoinPaper } from "../../src/cluster/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";

const { signal } = new AbortController();
const LINE = writeJoinPaper({
  cluster: { name: "edge", distribution: "k3s", version: "1.35.3+k3s1" },
  role: "worker",
  material: { server: "10.10.216.81", token: "K10deep-secret::server:abc" },
});

function stick(name: string, label: string) {
  const part = { name: `${name}1`, "maj:min": "8:17", type: "part", size: 8e9, rm: true };
  const drive = { name, "maj:min": "8:16", type: "disk", size: 8e9, rm: true, tran: "usb" };
  return { ...drive, children: [{ ...part, fstype: "vfat", label }] };
}

/** A machine with these sticks; what lies on one is kept when it is let go. */
function withSticks(sticks: Record<string, Record<string, string>>) {
  const labels = Object.keys(sticks);
  const devices = labels.map((label, index) => stick(`sd${"bcd"[index]}`, label));
  const labelAt = (folder = "") => labels["bcd".indexOf(folder.at(-2) ?? "")] ?? "";
  return createMemoryHost({
    commands: {
      lsblk: () => exited(JSON.stringify({ blockdevices: devices })),
      async mount({ argv, host }) {
        const folder = argv.at(-1) ?? "";
        for (const [name, text] of Object.entries(sticks[labelAt(folder)] ?? {}))
          host.put(`${folder}/${name}`, text);
        return exited("");
      },
      async umount({ argv, host }) {
        const folder = argv.at(-1) ?? "";
        const names = (await host.files.list(folder)) ?? [];
        const texts = names.map(async (name) => [
          name,
          (await host.files.readText(`${folder}/${name}`)) ?? "",
        ]);
        if (names.length > 0)
          sticks[labelAt(folder)] = Object.fromEntries(await Promise.all(texts));
        await host.files.removeTree(folder);
        return exited("");
      },
    },
  });
}

test("a line goes onto the one stick there is, and is found there again, also beside what is none", async () => {
  const sticks = { SITE: { "join-notes.txt": "call Ada", "photo.jpg": "x" } };
  const host = withSticks(sticks);
  const written = await paperToStick({ node: "edge4", text: LINE }, { host, signal });
  assert.deepEqual(written, { name: "bringup-join-edge4.txt", on: "SITE" });
  assert.deepEqual(await findJoinPapers("sticks", { host, signal }), {
    is: "join-papers",
    papers: [{ from: "stick:SITE/bringup-join-edge4.txt", text: LINE }],
    problems: ["stick:SITE/join-notes.txt: it is no join line"],
  });
  assert.deepEqual(await host.files.list("/run/bringup/sticks"), [], "let go");
});

test("no stick, two of them, and one without a line are said; nothing is written to the wrong one", async () => {
  const none = { host: withSticks({}), signal };
  await assert.rejects(paperToStick({ node: "edge4", text: LINE }, none), {
    code: "STICK_REFUSED",
    message: /no USB stick/,
  });
  const sticks = { A: { "a.txt": "a" }, B: { "b.txt": "b" } };
  const two = { host: withSticks(sticks), signal };
  await assert.rejects(paperToStick({ node: "edge4", text: LINE }, two), /2 sticks/);
  assert.deepEqual(sticks, { A: { "a.txt": "a" }, B: { "b.txt": "b" } });
  const found = await findJoinPapers("sticks", two);
  assert.deepEqual(found.is === "join-papers" && found.problems, [
    "A has no join line on it",
    "B has no join line on it",
  ]);
});

test("a file of this host is read as a line only: what else root can read is not handed out", async () => {
  const host = createMemoryHost({ files: { "/etc/shadow": "root:x", "/root/l": `${LINE}\n` } });
  const shadow = await findJoinPapers("/etc/shadow", { host, signal });
  assert.doesNotMatch(JSON.stringify(shadow), /root:x/);
  assert.deepEqual(shadow.is === "join-papers" && shadow.papers, []);
  const line = await findJoinPapers("/root/l", { host, signal });
  assert.deepEqual(line.is === "join-papers" && line.papers, [{ from: "/root/l", text: LINE }]);
});
