import { blocked, done, type HostView, todo, unclear, type Verdict } from "../../engine/index.ts";
import { MAX_FORMER_BYTES, type NetworkTry } from "./arm.ts";
import { seeLinks } from "./seen.ts";
import { isOpen, readTrial } from "./trial.ts";

/** By effect: every file as asked, devices there, and the addresses in the kernel. */
export async function checkTry(wanted: NetworkTry, host: HostView): Promise<Verdict> {
  const { change, folder } = wanted;
  const trial = await readTrial(host, folder);
  if (trial !== undefined && isOpen(trial))
    return todo(`${trial.title} is being tried, and not confirmed yet`);
  const obstacle = await obstacleTo(wanted, host);
  if (obstacle !== undefined) return obstacle;
  for (const { path, content, mode } of change.files) {
    const found = await host.files.readText(path);
    if (found !== (content ?? undefined)) return todo(`${path} is not as asked`);
    if (content !== null && (await host.files.stat(path))?.mode !== mode)
      return todo(`${path} has another mode`);
  }
  return inForce(wanted, host);
}

/** Whether the kernel has what the files ask for; programs of the network answer before they act. */
export async function inForce({ change }: NetworkTry, host: HostView): Promise<Verdict> {
  const seen = await seeLinks(host, [...new Set([...change.links, ...change.creates])]);
  const gone = change.creates.find(
    (name) => seen.find(({ link }) => link === name)?.method === "absent",
  );
  if (gone !== undefined) return todo(`${gone} is not there yet`);
  for (const { link, now } of change.ends ?? []) {
    const has = seen.find((each) => each.link === link)?.addresses ?? [];
    const missing = (now ?? []).filter((address) => !has.includes(address));
    if (missing.length > 0) return todo(`${link} does not have ${missing.join(", ")} yet`);
  }
  return done(`${change.links.join(", ")}: as asked, in the files and in the kernel`);
}

/** Why nothing could bring the former settings back on this host; then nothing is tried. */
async function obstacleTo({ change }: NetworkTry, host: HostView): Promise<Verdict | undefined> {
  if (host.isOffline) {
    return blocked(
      "this directory is not a running system: nothing could be tried",
      "Set the network on the host itself.",
    );
  }
  if ((await host.files.stat("/run/systemd/system")) === undefined) {
    return blocked(
      "systemd does not run here: nobody would bring the former settings back",
      "Change the network by hand, on the console of the host.",
    );
  }
  for (const { path } of change.files) {
    const stat = await host.files.stat(path).catch(() => null);
    if (stat === null) return unclear(`${path} cannot be looked at`);
    if (stat === undefined || (stat.kind === "file" && stat.sizeBytes <= MAX_FORMER_BYTES))
      continue;
    return blocked(
      `${path} is not a small plain file: it could not be brought back`,
      `Look at ${path} and move it away.`,
    );
  }
  return undefined;
}
