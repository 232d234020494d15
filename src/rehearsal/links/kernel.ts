import type { FilesIO, FilesView } from "../../engine/index.ts";
import { configure } from "./configure.ts";
import { ipTranscript } from "./ip-answers.ts";
import type { PracticeLink, PracticeNetwork } from "./practice-link.ts";
import { type LinkRule, parseDeviceFile, parseNetworkFile } from "./rules.ts";

/** What stays over a restart, as the site does. */
export const NETWORK_FILE = "/var/lib/practice-network.json";
/** What a kernel has in memory: gone with a restart of the practice host. */
const KERNEL = "/run/bringup/practice-links";
const STATE = `${KERNEL}/links.json`;
/** Answers for programs of the sandbox that are shell scripts. */
export const TRANSCRIPT = `${KERNEL}/told`;
/** One address a line; the sandbox leads them to its own services. */
const OWN_ADDRESSES = "/run/bringup/addresses";
/** Lines of resolv.conf(5) that come with the links; the practice resolver adds its own. */
export const LINK_SERVERS = `${KERNEL}/resolv.conf`;
const UPLINKS = "/run/systemd/resolve/resolv.conf";
const RESOLVED = "/etc/systemd/resolved.conf.d";
/** systemd.network(5): by file name over all folders; of two with one name the first folder wins. */
const FOLDERS = ["/etc/systemd/network", "/run/systemd/network", "/usr/lib/systemd/network"];

export async function readNetwork(files: FilesView): Promise<PracticeNetwork> {
  return parsed<PracticeNetwork>(await files.readText(NETWORK_FILE)) ?? NOTHING;
}

const NOTHING: PracticeNetwork = { about: "", links: [], answers: [] };

/** Of a practice host that is off: as its files would make them. */
export async function readLinks(files: FilesView): Promise<readonly PracticeLink[]> {
  return (
    parsed<readonly PracticeLink[]>(await files.readText(STATE)) ?? (await asConfigured(files))
  );
}

/** Every link as its files say now; devices that nobody deleted stay. */
export async function reload(files: FilesIO): Promise<void> {
  await writeLinks(files, await asConfigured(files));
}

export async function deleteLink(files: FilesIO, name: string): Promise<void> {
  const links = await readLinks(files);
  await writeLinks(
    files,
    links.filter((link) => link.name !== name && link.vlan?.parent !== name),
  );
}

async function asConfigured(files: FilesView): Promise<readonly PracticeLink[]> {
  const found = await networkFiles(files);
  const rules: LinkRule[] = [];
  const devices = [];
  for (const { path, text } of found) {
    if (path.endsWith(".network")) rules.push(parseNetworkFile(path, text));
    const device = path.endsWith(".netdev") ? parseDeviceFile(text) : undefined;
    if (device !== undefined) devices.push(device);
  }
  const before = parsed<readonly PracticeLink[]>(await files.readText(STATE)) ?? [];
  return configure({ network: await readNetwork(files), rules, devices, before });
}

async function networkFiles(files: FilesView) {
  const byName = new Map<string, { readonly path: string; readonly text: string }>();
  for (const folder of FOLDERS) {
    for (const name of (await files.list(folder)) ?? []) {
      const path = `${folder}/${name}`;
      if (byName.has(name)) continue;
      byName.set(name, { path, text: (await files.readText(path)) ?? "" });
    }
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

/** One writer at a time: the agent, or the script that brings the former settings back. */
async function writeLinks(files: FilesIO, links: readonly PracticeLink[]): Promise<void> {
  const put = async (path: string, content: string) => {
    if ((await files.readText(path)) !== content)
      await files.writeAtomic(path, content, { mode: 0o644 });
  };
  const addresses = links.flatMap((link) => link.addresses.map(({ cidr }) => cidr));
  const servers = [...new Set(links.flatMap(({ dns }) => dns))].map((each) => `nameserver ${each}`);
  const search = [...new Set(links.flatMap((link) => link.search))];
  const own = [...servers, ...(search.length === 0 ? [] : [`search ${search.join(" ")}`])];
  await put(STATE, `${JSON.stringify(links, null, 1)}\n`);
  await put(TRANSCRIPT, ipTranscript(links));
  await put(OWN_ADDRESSES, addresses.map((cidr) => `${cidr.replace(/\/.*/, "")}\n`).join(""));
  await put(LINK_SERVERS, own.map((line) => `${line}\n`).join(""));
  await put(UPLINKS, [...(await resolverLines(files)), ...own].map((line) => `${line}\n`).join(""));
}

/** resolved.conf(5): servers for all links come first. */
async function resolverLines(files: FilesView): Promise<readonly string[]> {
  const names = ((await files.list(RESOLVED)) ?? []).filter((name) => name.endsWith(".conf"));
  const texts = await Promise.all(names.map((name) => files.readText(`${RESOLVED}/${name}`)));
  const text = texts.join("\n");
  const values = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}=(.+)$`, "gm"))].flatMap(([, value = ""]) =>
      value.split(/\s+/).filter(Boolean),
    );
  const search = values("Domains");
  return [
    ...values("DNS").map((server) => `nameserver ${server}`),
    ...(search.length === 0 ? [] : [`search ${search.join(" ")}`]),
  ];
}

function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
