import { mkdir, readFile, stat } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Clock, systemClock } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { createDesk, type PlaneDesk } from "./desk.ts";
import { openMemory } from "./memory.ts";
import { type Plane, type PlaneOptions, startPlane } from "./plane.ts";
import { openTls } from "./tls/open-tls.ts";

/** A plane on a bench: everything it needs lies in one folder. */
export interface FolderOptions
  extends Pick<PlaneOptions, "admission" | "maxConnections" | "perSecond" | "onEvent" | "clock"> {
  readonly folder: string;
  readonly listen: PlaneOptions["listen"];
  /** What hosts and people are given, where it is not the listening address. */
  readonly publicUrl?: string | undefined;
  /** Paths of PEM files, in place of the plane's own authority. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
}

export interface FolderPlane extends Plane {
  /** Absent where a certificate was given: then somebody else's authority is trusted. */
  readonly authority?: { readonly path: string; readonly fingerprint: string };
}

const DATABASE = "plane.db";
const DAY_MS = 24 * 3_600_000;

/** Serves the folder over TLS until closed. One process at a time serves a folder. */
export async function servePlaneFolder(options: FolderOptions): Promise<FolderPlane> {
  const { folder, listen, publicUrl, certificate, ...rest } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = holdFolder(folder);
  const stop: (() => void)[] = [release];
  try {
    const names = namesOf(listen.host, publicUrl);
    const tls = await tlsFor(options, names);
    const plane = await startPlane({
      ...rest,
      listen,
      publicUrl: publicUrl ?? ((port: number) => `https://${bracketed(names[0] ?? "")}:${port}`),
      alsoKnownAs: names.map(bracketed),
      database: join(folder, DATABASE),
      tls,
      tokens: [],
    });
    stop.push(renewing(options, names, plane));
    const path = join(folder, "tls", "ca.pem");
    return {
      ...plane,
      ...("fingerprint" in tls && { authority: { path, fingerprint: tls.fingerprint } }),
      async close() {
        await plane.close();
        for (const each of stop) each();
      },
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** What operators do from the command line, beside the server or without it. */
export interface FolderDesk extends PlaneDesk {
  /** As the server said when it last started. */
  readonly publicUrl: string | undefined;
  close(): void;
}

export async function openPlaneFolder(folder: string, actor: string): Promise<FolderDesk> {
  const path = join(folder, DATABASE);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new BringupError("PLANE_NOTHING_SUCH", `there is no plane in ${folder}`, {
      hint: `Start one first: bringup plane --listen ADDR --data ${folder}`,
    });
  }
  const memory = await openMemory(path);
  // Long polls wait in the server, which looks every second whether somebody else wrote.
  const changes = { changed: () => {} };
  const desk = createDesk({ clock: systemClock, memory, changes, emit: () => {} }, actor);
  return { ...desk, publicUrl: memory.publicUrl(), close: memory.close };
}

async function tlsFor(
  { folder, certificate, clock = systemClock }: FolderOptions,
  names: readonly string[],
) {
  if (certificate === undefined) return openTls(join(folder, "tls"), names, clock.nowMs());
  const [cert, key] = await Promise.all([readGiven(certificate.cert), readGiven(certificate.key)]);
  return { cert, key };
}

/** A server certificate ends long before its plane does; one that was given may have been replaced. */
function renewing(options: FolderOptions, names: readonly string[], plane: Plane): () => void {
  const clock: Clock = options.clock ?? systemClock;
  let cancel = () => {};
  const later = () => {
    cancel = clock.after(DAY_MS, () => {
      later();
      // What cannot be read today is read tomorrow: the certificate in use is still good.
      tlsFor(options, names).then(plane.useCertificate, () => {});
    });
  };
  later();
  return () => cancel();
}

/** The kernel lets go of it when the process ends, however it ends. */
function holdFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, "serving.lock"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw running(folder, cause);
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}

function running(folder: string, cause: unknown): BringupError {
  return new BringupError("PLANE_RUNNING", `another process serves ${folder}`, { cause });
}

/** Names and addresses callers may use; the first is the one hosts are given. */
function namesOf(listenHost: string, publicUrl: string | undefined): readonly string[] {
  const isAny = listenHost === "0.0.0.0" || listenHost === "::";
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const reachable = own.filter(({ internal, scopeid = 0 }) => !internal && scopeid === 0);
  const listening = isAny ? [...reachable.map(({ address }) => address), hostname()] : [listenHost];
  const given = publicUrl === undefined ? [] : [plain(new URL(publicUrl).hostname)];
  return [...new Set([...given, ...listening, "localhost", "127.0.0.1", "::1"])];
}

const plain = (host: string) => host.replace(/^\[|\]$/g, "");

function bracketed(name: string): string {
  return name.includes(":") ? `[${name}]` : name;
}

async function readGiven(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new BringupError("FILE_UNREADABLE", `cannot read ${path}`, { cause });
  });
}
