// Over 100 lines: a real etcd beneath the stand-in, its process and what is asked of it.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { request } from "node:https";
import { parse } from "yaml";
import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import { bodyOf } from "../../stand-in/listen.ts";
import type { Disk } from "./disk.ts";
import { FAILURE_FILE } from "./failure.ts";
import { PKI } from "./keys.ts";
import type { Kept } from "./kubelet.ts";
import type { Ran } from "./ran.ts";

const MANIFEST = "/etc/kubernetes/manifests/etcd.yaml";
/** Which process its container is; gone with a boot. */
const PROCESS = "/run/simulated-etcd";
/** All objects of the API are one value. */
const KEY = "/registry/simulated";
const LOOK_EVERY_MS = 100;
const REQUEST_MS = 5000;

const brought = z.object({ etcdFolder: z.string().startsWith("/") });
const pod = z.object({
  spec: z.object({ containers: z.tuple([z.object({ command: z.array(z.string()) })]) }),
});

/** Folder with `etcd` and `etcdctl`, of a Debian, that a test brought; `undefined`: etcd is played. */
export function realPrograms(disk: Pick<Disk, "read">): string | undefined {
  return brought.safeParse(readJson(disk.read(FAILURE_FILE) ?? "")).data?.etcdFolder;
}

/** As `crictl exec` or `ctr run` would run it in its container. */
export function runReal(folder: string, argv: readonly string[]): Ran {
  const env = { ...process.env, ETCDCTL_API: "3" };
  const ran = spawnSync(`${folder}/etcdctl`, argv, { encoding: "utf8", env });
  if (ran.error !== undefined) return { lines: [ran.error.message], exitCode: 1 };
  const lines = `${ran.stdout}${ran.stderr}`.split("\n").filter((line) => line !== "");
  return { lines, exitCode: ran.status ?? 1 };
}

/** Its process lives, whatever became of its manifest. */
export function isRunning(disk: Pick<Disk, "read">): boolean {
  const pid = disk.read(PROCESS)?.trim() ?? "";
  return pid !== "" && disk.read(`/proc/${pid}/comm`)?.trim() === "etcd";
}

/** Ends its container; the kubelet starts another. */
export function stopRunning(disk: Pick<Disk, "read">): void {
  if (isRunning(disk)) process.kill(Number(disk.read(PROCESS)), "SIGTERM");
}

export interface RealEtcd extends Kept {
  /** Ends when it has taken all that was written. @throws when it took some of it not */
  taken(): Promise<void>;
  close(): void;
}

/** Keeps what the API holds in the etcd that runs by its manifest. */
export function superviseEtcd(folder: string, disk: Disk): RealEtcd {
  const etcd = runByManifest(folder, disk);
  /** As this process has it: another one may have other data. */
  let held: { readonly by: ChildProcess; readonly text: string | undefined } | undefined;
  let writing: Promise<void> = Promise.resolve();
  const current = () => (held !== undefined && held.by === etcd.running() ? held : undefined);
  const stopLooking = again(async () => {
    const by = etcd.running();
    if (by !== undefined && current() === undefined) held = { by, text: await textIn(disk) };
  });
  return {
    read: () => current()?.text,
    write(text) {
      if (held !== undefined) held = { ...held, text };
      writing = writing.then(() => put(disk, text));
      // Whoever waits for it hears of it.
      writing.catch(() => undefined);
    },
    answers: () => current() !== undefined,
    async taken() {
      const ended = writing;
      try {
        await ended;
      } catch (thrown) {
        // What it holds is asked anew.
        if (ended === writing) writing = Promise.resolve();
        held = undefined;
        throw thrown;
      }
    },
    close() {
      stopLooking();
      etcd.close();
    },
  };
}

interface EtcdProcess {
  /** Not one that is about to end. */
  running(): ChildProcess | undefined;
  close(): void;
}

/** What a kubelet does with the static pod of etcd: runs it as its manifest says, as long as that is there. */
function runByManifest(folder: string, disk: Disk): EtcdProcess {
  let run: { readonly child: ChildProcess; readonly manifest: string } | undefined;
  let isEnding = false;

  function start(manifest: string): void {
    const { command } = pod.parse(parse(manifest)).spec.containers[0];
    const stdio = ["ignore", "inherit", "inherit"] as const;
    const child = spawn(`${folder}/etcd`, command.slice(1), { stdio: [...stdio] });
    child.on("error", (thrown) => process.stdout.write(`simulated: ${thrown.message}\n`));
    child.once("exit", () => {
      run = undefined;
    });
    run = { child, manifest };
    isEnding = false;
    disk.write(PROCESS, `${child.pid ?? ""}\n`);
  }

  const stopLooking = again(async () => {
    const manifest = disk.read(MANIFEST);
    if (run === undefined) {
      if (manifest !== undefined) start(manifest);
    } else if (manifest !== run.manifest && !isEnding) {
      // Told twice it ends without having written all.
      isEnding = true;
      run.child.kill("SIGTERM");
    }
  });
  return {
    running: () => (isEnding ? undefined : run?.child),
    close() {
      stopLooking();
      run?.child.kill("SIGTERM");
    },
  };
}

/** One look after the other; what one could not see, the next one shows. Gives what ends them. */
function again(look: () => Promise<void>): () => void {
  let isLooking = false;
  const looks = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    await look().catch(() => undefined);
    isLooking = false;
  }, LOOK_EVERY_MS);
  return () => clearInterval(looks);
}

const range = z.object({ kvs: z.array(z.object({ value: z.string() })).optional() });

async function textIn(disk: Disk): Promise<string | undefined> {
  const answer = range.parse(await ask(disk, "/v3/kv/range", { key: base64(KEY) }));
  const value = answer.kvs?.[0]?.value;
  return value === undefined ? undefined : Buffer.from(value, "base64").toString();
}

async function put(disk: Disk, text: string): Promise<void> {
  await ask(disk, "/v3/kv/put", { key: base64(KEY), value: base64(text) });
}

/** Its JSON gateway, with the key of the API server. */
async function ask(disk: Disk, path: string, body: object): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const [ca, cert, key] = [
    "etcd/ca.crt",
    "apiserver-etcd-client.crt",
    "apiserver-etcd-client.key",
  ].map((name) => disk.read(`${PKI}/${name}`));
  const asked = request(
    {
      ...{ host: "127.0.0.1", port: 2379, path, method: "POST", agent: false },
      ...{ ca, cert, key, timeout: REQUEST_MS },
    },
    async (response) => {
      const text = (await bodyOf(response)).toString();
      if (response.statusCode === 200) resolve(readJson(text));
      else reject(new Error(`etcd answers ${response.statusCode}: ${text.slice(0, 200)}`));
    },
  );
  asked.on("error", reject);
  asked.on("timeout", () => asked.destroy(new Error("etcd does not answer")));
  asked.end(JSON.stringify(body));
  return await promise;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
