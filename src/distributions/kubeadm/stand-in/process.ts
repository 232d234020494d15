import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer, request as requestHttps } from "node:https";
import { dirname, join } from "node:path";
import type { TLSSocket } from "node:tls";
import { systemClock } from "../../../engine/index.ts";
import { announce } from "../../stand-in/announce.ts";
import { bodyOf, listenOn, portFile } from "../../stand-in/listen.ts";
import { placeOf, type StandInPlace, TEST_MACHINE_FILE } from "../../stand-in/place.ts";
import { send } from "../../stand-in/send.ts";
import { goOn } from "../../stand-in/watch.ts";
import { VIP_MANIFEST } from "../paths.ts";
import { runCrictl, startOf } from "./crictl.ts";
import type { Disk } from "./disk.ts";
import { runCtr, SOCKET } from "./engine.ts";
import { PKI } from "./keys.ts";
import { runKubeadm } from "./kubeadm.ts";
import { type KubeletEvent, register, type StandInKubelet, startKubelet } from "./kubelet.ts";
import type { Ran } from "./ran.ts";
import { type RealEtcd, realPrograms, superviseEtcd } from "./real-etcd.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The programs that a rehearsal, or a machine there for tests, runs: real files, ports and TLS, no containers. */
export async function runStandIn(argv: readonly string[], env: Env): Promise<number> {
  const [program = "", ...words] = argv;
  const place = placeOf(env);
  if (place === undefined)
    return say(`simulated: only in a rehearsal, or where ${TEST_MACHINE_FILE} is`, 1);
  const disk = diskOf(place);
  if (program === "kubelet") return serveKubelet(place, disk, paceIn(env.BRINGUP_STAND_IN_PACE));
  if (program === "containerd") return serveEngine(place, disk);
  if (program === "crictl") return tell(runCrictl(words, disk, Date.now()));
  if (program === "ctr") return tell(runCtr(words, disk));
  if (program !== "kubeadm") return say(`simulated: ${program} does nothing here`, 0);
  const apply = (path: string, object: object) => applyByApi(place, disk, { path, object });
  return tell(await runKubeadm(words, { disk, nowMs: Date.now(), apply }));
}

/** There is nothing to speak to on its socket, so it is a plain file. */
function serveEngine(place: StandInPlace, disk: Disk): Promise<number> {
  disk.write(SOCKET, "");
  say("simulated: a stand-in for containerd of bringup, no containers run here", 0);
  place.tellReady();
  const { promise, resolve } = Promise.withResolvers<number>();
  const awake = setInterval(() => undefined, 60_000);
  onStop(() => {
    clearInterval(awake);
    rmSync(join(place.root, SOCKET), { force: true });
    resolve(0);
  });
  return promise;
}

/** Resolves with the exit code when the story ends it, or a signal does. */
function serveKubelet(place: StandInPlace, disk: Disk, pace: number): Promise<number> {
  const programs = place.root === "/" ? realPrograms(disk) : undefined;
  const etcd = programs === undefined ? undefined : superviseEtcd(programs, disk);
  const parts = { disk, clock: systemClock, pace, ...(etcd && { kept: etcd }) };
  const kubelet = startKubelet(parts);
  const { promise, resolve } = Promise.withResolvers<number>();
  const closers: (() => void)[] = [];
  const timers: NodeJS.Timeout[] = [];
  // A kubelet that nothing comes up in goes on running.
  const awake = setInterval(() => undefined, 60_000);
  const end = (code: number) => {
    clearInterval(awake);
    for (const timer of timers) clearTimeout(timer);
    for (const close of closers) close();
    etcd?.close();
    resolve(code);
  };
  onStop(() => end(0));
  place.tellReady();
  const carryOut = async (event: KubeletEvent) => {
    if (event.is === "ports") announce(place, disk.read(VIP_MANIFEST));
    if (event.is === "line") say(event.text, 0);
    if (event.is === "exit") end(event.code);
    if (event.is === "registered") register(kubelet, parts);
    if (event.is === "ports") closers.push(...(await openPorts(kubelet, { place, disk, etcd })));
  };
  const failed = (thrown: unknown) =>
    end(say(`simulated: ${thrown instanceof Error ? thrown.message : String(thrown)}`, 1));
  for (const event of kubelet.events)
    timers.push(setTimeout(() => carryOut(event).catch(failed), event.atMs));
  return promise;
}

function onStop(stop: () => void): void {
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

interface Opened {
  readonly place: StandInPlace;
  readonly disk: Disk;
  readonly etcd: RealEtcd | undefined;
}

async function openPorts(
  kubelet: StandInKubelet,
  { place, disk, etcd }: Opened,
): Promise<readonly (() => void)[]> {
  const api = createHttpsServer(
    { ...keysOf(disk), requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      const asked = {
        method: request.method ?? "GET",
        url: request.url ?? "/",
        isAdmin: (request.socket as TLSSocket).authorized,
        body: (await bodyOf(request)).toString(),
        type: request.headers["content-type"] ?? "",
      };
      const told = kubelet.answer(asked);
      // What its store did not take was not done.
      const isTaken =
        (await etcd?.taken().then(
          () => true,
          () => false,
        )) ?? true;
      const answer = isTaken ? told : undefined;
      if (answer?.goesOnFrom === undefined) return send(response, answer);
      goOn(response, answer, { url: asked.url, ask: (url) => kubelet.answer({ ...asked, url }) });
    },
  );
  const closeApi = await listenOn(place, api, { port: 6443 });
  const shown = whenStartedAnew("kube-apiserver", disk, () => api.setSecureContext(keysOf(disk)));
  // A real one shows its gauges itself.
  if (etcd !== undefined) return [closeApi, shown];
  const gauges = createHttpServer((request, response) =>
    send(response, kubelet.answerEtcd(request.url ?? "/")),
  );
  return [closeApi, shown, await listenOn(place, gauges, { port: 2381, from: "this host" })];
}

/** What the API server has read at its start. */
function keysOf(disk: Disk) {
  const [cert = "", key = "", ca = ""] = ["apiserver.crt", "apiserver.key", "ca.crt"].map((name) =>
    disk.read(`${PKI}/${name}`),
  );
  return { cert, key, ca };
}

const LOOK_EVERY_MS = 100;

/** Whenever its container was ended and another came. Gives what ends the watch. */
function whenStartedAnew(pod: string, disk: Disk, onStart: () => void): () => void {
  let known = startOf(pod, disk);
  const watch = setInterval(() => {
    const found = startOf(pod, disk);
    if (found !== known) onStart();
    known = found;
  }, LOOK_EVERY_MS);
  return () => clearInterval(watch);
}

/** As kubeadm does it: by the API, with the keys of the administrator. */
function applyByApi(
  place: StandInPlace,
  disk: Disk,
  { path, object }: { readonly path: string; readonly object: object },
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const data = (name: string) =>
    Buffer.from(
      new RegExp(`${name}: (\\S+)`).exec(disk.read("/etc/kubernetes/admin.conf") ?? "")?.[1] ?? "",
      "base64",
    ).toString();
  const port = place.ports === "real" ? 6443 : Number(disk.read(portFile(6443)) ?? 0);
  const request = requestHttps(
    {
      ...{ host: "127.0.0.1", port, path, method: "PATCH", agent: false },
      ca: data("certificate-authority-data"),
      cert: data("client-certificate-data"),
      key: data("client-key-data"),
      headers: { "content-type": "application/apply-patch+yaml" },
    },
    async (response) => {
      const body = (await bodyOf(response)).toString();
      resolve((response.statusCode ?? 500) < 300 ? undefined : body);
    },
  );
  request.on("error", (thrown) => resolve(thrown.message));
  request.end(JSON.stringify(object));
  return promise;
}

function diskOf({ root }: StandInPlace): Disk {
  return {
    read(path) {
      try {
        return readFileSync(join(root, path), "utf8");
      } catch {
        return undefined;
      }
    },
    write(path, content, mode = 0o600) {
      const place = join(root, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(`${place}.new`, content, { mode });
      renameSync(`${place}.new`, place);
    },
  };
}

function tell({ lines, exitCode }: Ran): number {
  const out = exitCode === 0 ? process.stdout : process.stderr;
  out.write(lines.map((line) => `${line}\n`).join(""));
  return exitCode;
}

function paceIn(text: string | undefined): number {
  const pace = Number(text ?? "1");
  return Number.isFinite(pace) && pace >= 0 ? pace : 1;
}

function say(line: string, code: number): number {
  process.stdout.write(`${line}\n`);
  return code;
}
