import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineGather, createMachineHost } from "../../src/host/index.ts";
import {
  carryToStick,
  deliverBundle,
  program,
  type SaveRequest,
  saveBundle,
  sendBundle,
} from "../../src/support/index.ts";
import { realStick } from "../support/real-stick.ts";
import { smallDisk } from "../support/small-disk.ts";
import { folderOf } from "./unpack.ts";

const machine = createMachineHost();
const signal = new AbortController().signal;
const isRoot = process.geteuid?.() === 0;

function saving(folders: readonly string[]): SaveRequest {
  return {
    ...{ gather: createMachineGather(), files: machine.files, clock: systemClock, signal },
    collectors: [program("one", "One", ["echo", "one"])],
    ...{ values: [], notes: [], hostId: "edge/1 a", folders },
  };
}

const save = (folders: readonly string[], given: Partial<SaveRequest> = {}) =>
  saveBundle({ ...saving(folders), ...given });

test("a bundle is for its owner alone, named after host and time; the last two are kept", async (t) => {
  const folder = join(folderOf(t), "support");
  const first = await save([folder, "/never"]);
  assert.match(first.path, /\/bringup-support-edge_1_a-\d{8}-\d{6}\.tar\.gz$/);
  assert.equal(statSync(first.path).mode & 0o777, 0o600);
  for (const day of ["01", "02", "03"]) {
    const old = join(folder, `bringup-support-x-202601${day}-000000.tar.gz`);
    writeFileSync(old, "old");
    utimesSync(old, Number(day), Number(day));
  }
  writeFileSync(join(folder, ".bringup-support-x.tar.gz.1.1.bringup-tmp"), "half");
  await save([folder, "/never"], { hostId: "edge-2" });
  const names = readdirSync(folder);
  assert.equal(names.length, 2);
  assert.deepEqual(names.map((name) => name.split("-")[2]).sort(), ["edge", "edge_1_a"]);
});

test("a full disk costs the way to the next place, and the bundle says so", async (t) => {
  const disk = smallDisk(t, 1);
  if (disk === undefined) return t.skip("no root: no disk to fill");
  const second = folderOf(t);
  const { path, report } = await save([join(disk.dir, "support"), second]);
  assert.equal(path.startsWith(second), true);
  assert.match(report.notes.join(), /not where it is usually put: .* has only 1 MB free/);
  await assert.rejects(save([disk.dir]), { code: "DISK_FULL" });
});

test("a folder that may not be written to is passed by", {
  skip: isRoot && "root may write everywhere",
}, async (t) => {
  const [closed, open] = [folderOf(t), folderOf(t)];
  chmodSync(closed, 0o500);
  const { path } = await save([closed, open]);
  assert.equal(path.startsWith(open), true);
});

test("a cancelled bundle leaves nothing behind", async (t) => {
  const folder = folderOf(t);
  const stop = new AbortController();
  const collectors = [
    program("one", "One", ["echo", "one"]),
    program("slow", "Slow", ["sleep", "1000"]),
  ];
  const made = save([folder], {
    collectors,
    signal: stop.signal,
    onProgress: ({ done }) => done === 1 && stop.abort(),
  });
  await assert.rejects(made, { code: "CANCELLED" });
  assert.deepEqual(readdirSync(folder), []);
});

function bundleIn(t: TestContext, bytes: number) {
  const path = join(folderOf(t), "bringup-support-a.tar.gz");
  const content = randomBytes(bytes);
  writeFileSync(path, content);
  return { path, content, sha256: createHash("sha256").update(content).digest("hex") };
}

test("a copy to a stick goes on where it was cut off, and is read back from the stick", async (t) => {
  const { path, content, sha256 } = bundleIn(t, 2_000_000);
  const stick = realStick(t, (tree) =>
    writeFileSync(join(tree, "bringup-support-a.tar.gz.part"), content.subarray(0, 1_500_000)),
  );
  if (stick === undefined) return t.skip("no root: no loop device");
  const { host, device } = stick;
  const carried = await carryToStick({ path, host, signal });
  assert.deepEqual(
    [carried.sha256, carried.bytes, carried.resumedBytes],
    [sha256, 2_000_000, 1024 ** 2],
  );
  const found = execFileSync("debugfs", ["-R", "cat bringup-support-a.tar.gz", device], {
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "ignore"],
  });
  assert.equal(found.equals(content), true);
});

test("a bundle that is half on the stick and still here is brought there, and no other is made", async (t) => {
  const { path, content, sha256 } = bundleIn(t, 2_000_000);
  const stick = realStick(t, (tree) =>
    writeFileSync(join(tree, "bringup-support-a.tar.gz.part"), content.subarray(0, 1_500_000)),
  );
  if (stick === undefined) return t.skip("no root: no loop device");
  const folder = path.slice(0, path.lastIndexOf("/"));
  const { onStick, report } = await deliverBundle({
    save: { ...saving([folder]), collectors: [program("slow", "Slow", ["sleep", "1000"])] },
    ...{ to: { is: "usb" }, host: stick.host, http: async () => machine.http },
  });
  assert.deepEqual([onStick?.sha256, onStick?.resumedBytes], [sha256, 1024 ** 2]);
  assert.match(report.notes.join(), /its copy was cut off and went on/);
  assert.deepEqual(readdirSync(folder), ["bringup-support-a.tar.gz"]);
});

test("half of another bundle on the stick is written over; a stick that is too small is told before", async (t) => {
  const { path, sha256 } = bundleIn(t, 1_500_000);
  const stick = realStick(t, (tree) =>
    writeFileSync(join(tree, "bringup-support-a.tar.gz.part"), randomBytes(2_000_000)),
  );
  if (stick === undefined) return t.skip("no root: no loop device");
  const { host } = stick;
  const carried = await carryToStick({ path, host, signal });
  assert.deepEqual([carried.sha256, carried.resumedBytes], [sha256, 0]);
  const large = bundleIn(t, 6_000_000);
  await assert.rejects(carryToStick({ ...large, host, signal }), /the stick has/);
});

test("without a stick it is said that there is none", async () => {
  const none = {
    ...machine,
    probe: async () =>
      ({ is: "exited", exitCode: 0, stdout: '{"blockdevices":[]}', stderr: "" }) as const,
  };
  await assert.rejects(carryToStick({ path: "/none", host: none, signal }), {
    code: "BUNDLE_NOT_SENT",
    message: /no USB stick/,
  });
});

async function receiver(t: TestContext, status: number) {
  const got: { method?: string | undefined; length?: string | undefined; sha256?: string } = {};
  const server = createServer(async (request: IncomingMessage, response) => {
    const hash = createHash("sha256");
    for await (const chunk of request) hash.update(chunk);
    Object.assign(got, {
      method: request.method,
      length: request.headers["content-length"],
      sha256: hash.digest("hex"),
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { got, url: `http://127.0.0.1:${port}/drop?signature=PLANTED` };
}

test("a bundle is put to an address, read while it goes out", async (t) => {
  const { path, sha256 } = bundleIn(t, 3_000_000);
  const { got, url } = await receiver(t, 201);
  const seen: number[] = [];
  await sendBundle({
    path,
    url,
    signal,
    http: machine.http,
    onBytes: (done) => seen.push(done),
  });
  assert.deepEqual(got, { method: "PUT", length: "3000000", sha256 });
  assert.equal(seen.at(-1), 3_000_000);
});

test("an address that refuses it, or that everybody could listen to, is told without its signature", async (t) => {
  const { path } = bundleIn(t, 1000);
  const { url } = await receiver(t, 403);
  const send = (to: string) => sendBundle({ path, url: to, signal, http: machine.http });
  await assert.rejects(send(url), (thrown: Error) => {
    assert.match(thrown.message, /127\.0\.0\.1:\d+\/drop: it answers 403$/);
    return !thrown.message.includes("PLANTED");
  });
  await assert.rejects(send("http://example.com/x"), /without https everybody/);
});
