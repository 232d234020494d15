import { isIP } from "node:net";
import type { FileStat, FilesIO } from "../../engine/index.ts";
import type { RootHost } from "../../host/index.ts";
import { readLinks, readNetwork } from "./kernel.ts";
import { kernelFiles, ROUTES, ROUTES_6, SYSFS } from "./kernel-files.ts";
import { isReached } from "./routing.ts";

/** The sandbox as it looks from inside: its kernel shows the practice links, its network is theirs. */
export function withPracticeLinks(sandbox: RootHost): RootHost {
  return {
    ...sandbox,
    files: withKernelFiles(sandbox.files),
    async connect(target, options) {
      const address = target.host.replace(/^\[|\]$|%.*$/g, "").toLowerCase();
      if (isIP(address) === 0 || (await isHeard(sandbox.files, address)))
        return sandbox.connect(target, options);
      return { is: "failed", why: `simulated: nobody answers at ${address}` };
    },
  };
}

async function isHeard(files: FilesIO, address: string): Promise<boolean> {
  const [network, links] = await Promise.all([readNetwork(files), readLinks(files)]);
  return isReached(network, links, address);
}

const isKernels = (path: string): boolean =>
  path === SYSFS || path.startsWith(`${SYSFS}/`) || path === ROUTES || path === ROUTES_6;

function withKernelFiles(files: FilesIO): FilesIO {
  let made = { of: "", files: kernelFiles([]) };
  const all = async () => {
    const links = await readLinks(files);
    const of = JSON.stringify(links);
    // A look at a host reads dozens of these files, all of the same links.
    if (made.of !== of) made = { of, files: kernelFiles(links) };
    return made.files;
  };
  const textAt = async (path: string) => (await all()).get(path);
  return {
    ...files,
    async read(path, options) {
      if (!isKernels(path)) return files.read(path, options);
      const text = await textAt(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    readText: (path, options) => (isKernels(path) ? textAt(path) : files.readText(path, options)),
    async list(path) {
      if (!isKernels(path)) return files.list(path);
      const names = [...(await all()).keys()]
        .filter((each) => each.startsWith(`${path}/`))
        .map((each) => each.slice(path.length + 1).split("/")[0] ?? "");
      return names.length === 0 ? undefined : [...new Set(names)].toSorted();
    },
    async stat(path) {
      if (!isKernels(path)) return files.stat(path);
      const found = [...(await all())].find(
        ([each]) => each === path || each.startsWith(`${path}/`),
      );
      if (found === undefined) return undefined;
      const [each, text] = found;
      return each === path ? statOf("file", text.length) : statOf("directory", 0);
    },
    readLink: (path) => (isKernels(path) ? Promise.resolve(undefined) : files.readLink(path)),
  };
}

function statOf(kind: FileStat["kind"], sizeBytes: number): FileStat {
  const mode = kind === "file" ? 0o444 : 0o755;
  return { kind, sizeBytes, mode, modifiedMs: 0, inode: "simulated" };
}
