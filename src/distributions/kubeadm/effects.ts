import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import {
  blocked,
  type CheckContext,
  digestOf,
  done,
  factOf,
  type HostView,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { kubeGet } from "../../kube/index.ts";
import { keptAnswers } from "../../text/index.ts";
import { observeLocalAccess } from "./access.ts";
import { COMMIT, CONFIG, PKI } from "./paths.ts";
import type { Effect } from "./phases.ts";
import { openStores } from "./stores.ts";

type Look = Pick<CheckContext, "host" | "signal">;

/** Read-only: whether what a phase is for is there, whoever made it. */
export function judge(effect: Effect, look: Look): Promise<Verdict> {
  if (effect.is === "checked") return judgeNote(effect, look);
  if (effect.is === "certificates") return judgeCertificates(effect, look);
  if (effect.is === "member") return judgeMember(effect, look);
  return effect.is === "files" ? judgeFiles(effect, look) : judgeObjects(effect, look);
}

/** Bound to this boot and to what kubeadm was told: yesterday's look says nothing of today. */
export async function noteText(
  host: HostView,
  { config = CONFIG }: Extract<Effect, { is: "checked" }>,
): Promise<string> {
  const told = (await host.files.readText(config)) ?? "";
  return `${JSON.stringify({ bootId: await host.bootId(), config: digestOf(told) })}\n`;
}

async function judgeNote(
  effect: Extract<Effect, { is: "checked" }>,
  { host }: Look,
): Promise<Verdict> {
  const { note, orAfter } = effect;
  if ((await host.files.stat(orAfter)) !== undefined) return done("later phases have begun");
  const found = await host.files.readText(note);
  return found !== undefined && found === (await noteText(host, effect))
    ? done("kubeadm found nothing wrong")
    : todo("kubeadm has not looked since the start of this host");
}

/** Paths of those that are there and cannot be read: cut off while they were written. */
export async function tornIn(effect: Effect, { host }: Look): Promise<readonly string[]> {
  const paths = pathsOf(effect);
  const torn = await Promise.all(
    paths.map(async (path) => {
      const text = await host.files.readText(path);
      return text !== undefined && !isWhole(path, text);
    }),
  );
  return paths.filter((_, index) => torn[index]);
}

function pathsOf(effect: Effect): readonly string[] {
  if (effect.is === "certificates") return effect.paths;
  // Manifests and configurations are written anew each time; kubeconfigs that are there are kept.
  return effect.is === "files"
    ? effect.files.map(({ path }) => path).filter((path) => path.endsWith(".conf"))
    : [];
}

function isWhole(path: string, text: string): boolean {
  if (path.endsWith(".conf")) return /^kind: Config$/m.test(text) && /^users:$/m.test(text);
  if (!path.endsWith(".crt")) return /-----BEGIN [\s\S]+-----END [A-Z ]+-----\s*$/.test(text);
  return certificateIn(text) !== undefined;
}

/** `undefined`: it is none, or was cut off. */
const certificateIn = keptAnswers(32, (text = "") => {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
});

const SERVING = `${PKI}/apiserver.crt`;

/** Names asked for that the certificate of the API server does not have. */
export async function namesLacking(
  { sans }: Extract<Effect, { is: "certificates" }>,
  host: HostView,
): Promise<readonly string[]> {
  const text = await host.files.readText(SERVING);
  const certificate = text === undefined ? undefined : certificateIn(text);
  if (certificate === undefined) return [];
  return sans.filter((name) => {
    const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
    return found === undefined;
  });
}

/** Made anew, they would be those of another cluster. */
const ROOTS = /\/((front-proxy-)?ca\.(crt|key)|sa\.(key|pub))$/;
/** What helps where kubeadm must not. */
export const FROM_A_COPY =
  "Put it back from a copy of /etc/kubernetes: a formed cluster cannot do without it.";

async function judgeCertificates(
  effect: Extract<Effect, { is: "certificates" }>,
  look: Look,
): Promise<Verdict> {
  for (const path of effect.paths) {
    if ((await look.host.files.stat(path)) !== undefined) continue;
    const isFormed = (await look.host.files.stat(COMMIT)) !== undefined;
    return isFormed && ROOTS.test(path)
      ? blocked(`${path} is missing, and the cluster was formed with it`, FROM_A_COPY)
      : todo(`${path} is missing`);
  }
  const [torn] = await tornIn(effect, look);
  if (torn !== undefined) return todo(`${torn} cannot be read`);
  const lacking = await namesLacking(effect, look.host);
  return lacking.length === 0
    ? done(`${effect.paths.length} keys and certificates are there`)
    : todo(`the certificate of the API server lacks ${lacking.join(", ")}`);
}

async function judgeFiles(
  { files }: Extract<Effect, { is: "files" }>,
  { host }: Look,
): Promise<Verdict> {
  for (const { path, holds } of files) {
    const text = await host.files.readText(path);
    if (text === undefined) return todo(`${path} is missing`);
    const lacking = holds.find((piece) => !text.includes(piece));
    if (lacking !== undefined) return todo(`${path} lacks ${lacking.trim()}`);
  }
  return done(
    files.length === 1 ? `${files[0]?.path} is there` : `${files.length} files are there`,
  );
}

/** Cut off in between, kubeadm has told the others of a learner, and nobody has made it a voter. */
async function judgeMember(
  { manifest }: Extract<Effect, { is: "member" }>,
  { host, signal }: Look,
): Promise<Verdict> {
  if ((await host.files.stat(manifest)) === undefined) return todo(`${manifest} is missing`);
  const stores = openStores(host);
  try {
    const looked = await stores.look(signal);
    const members = looked.is === "known" ? (looked.value[0]?.members ?? []) : [];
    const own = members.find(({ isThisHost }) => isThisHost);
    if (own?.answer.is !== "answered") return todo("the member of this host does not answer yet");
    return own.role === "learner" ? todo("it has no vote yet") : done("it has a vote");
  } finally {
    stores.close();
  }
}

async function judgeObjects(
  { paths, holding }: Extract<Effect, { is: "objects" }>,
  { host, signal }: Look,
): Promise<Verdict> {
  const access = await factOf(async () => {
    const found = await observeLocalAccess(host);
    return found.is === "known" ? found.value.kube : undefined;
  });
  if (access.is !== "known") return todo("there is no cluster yet");
  for (const path of paths) {
    const answer = await kubeGet(host, access.value, path, { signal });
    if (answer.is === "missing") return todo(`${nameIn(path)} is not in the cluster`);
    if (answer.is === "down") return todo(`the API does not answer yet: ${answer.why}`);
    // Before the first phase that asks, the administrator has no rights yet.
    if (answer.is === "refused" && answer.status === 403) return todo("no rights yet");
    if (answer.is === "refused") return unclear(`${nameIn(path)}: ${answer.why}`);
    if (holding !== undefined && !answer.text.includes(holding))
      return todo(`${nameIn(path)} lacks ${holding}`);
  }
  return done(`${nameIn(paths[0] ?? "")} is in the cluster`);
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
