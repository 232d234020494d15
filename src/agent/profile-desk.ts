import { type Actor, type Audit, digestOf, type HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { findProfiles, packFolder } from "../profile/index.ts";
import type { Answer, Command } from "../session/index.ts";
import { type CarriedText, putNewOnStick } from "../sticks/index.ts";
import type { Board } from "./board.ts";

export interface ProfileDeskParts {
  readonly board: Pick<Board, "snapshot">;
  readonly host: HostIO;
  readonly audit: Pick<Audit, "append">;
  readonly signal: AbortSignal;
}

/** A profile of this host into one archive with its sum beside it: a file that is not there yet, or the stick. */
export async function exportProfile(
  { folder, to }: Extract<Command, { do: "export-profile" }>,
  actor: Actor,
  parts: ProfileDeskParts,
): Promise<Answer> {
  const { board, host, audit, signal } = parts;
  const asked = board.snapshot().document.effective.spec.cluster?.profile?.path;
  // It reads as root: only what is a profile of this host is handed out.
  const found = (await findProfiles(host, asked)).find(({ path }) => path === folder);
  if (found === undefined)
    throw new BringupError("USAGE", `${folder} is no profile of this host`, {
      hint: "bringup profile list shows which there are.",
    });
  const { name, version, text, sha256, files } = await packFolder(host, folder);
  const file = `${name}-${version}.tar`;
  const written = { sha256, files };
  const told = (at: string) =>
    audit.append({
      ...{ atMs: host.clock.nowMs(), actor, action: "profile-exported" },
      ...{ subject: `${name} ${version}`, detail: `${at}, sha256 ${sha256}` },
    });
  if (to === "sticks") {
    const on = await onStick([sumOf(file, sha256), { name: file, text, mode: 0o644 }], parts);
    told(`stick:${on}/${file}`);
    return { is: "profile-exported", file, on, ...written };
  }
  const path = await freePath(host, to, { file, sha256 });
  const last = path.slice(path.lastIndexOf("/") + 1);
  const options = { mode: 0o644, signal };
  await host.files.writeAtomic(path, text, options);
  await host.files.writeAtomic(`${path}.sha256`, sumOf(last, sha256).text, options);
  told(path);
  return { is: "profile-exported", file: path, ...written };
}

const sumOf = (name: string, sha256: string): CarriedText => ({
  ...{ name: `${name}.sha256`, text: `${sha256}  ${name}\n`, mode: 0o644 },
});

async function onStick(
  files: readonly CarriedText[],
  { host, signal }: ProfileDeskParts,
): Promise<string> {
  const outcome = await putNewOnStick(files, { host, signal });
  if (outcome.is === "put") return outcome.on;
  throw new BringupError("STICK_REFUSED", outcome.why, { hint: outcome.hint });
}

/** Nothing is written over, and no folder is made: a stick that is not mounted is an empty folder of the disk. */
async function freePath(
  host: HostIO,
  to: string,
  { file, sha256 }: { readonly file: string; readonly sha256: string },
): Promise<string> {
  if (!to.startsWith("/"))
    throw refused(`${JSON.stringify(to)} is no path`, "Give one that begins with /, or sticks.");
  const isFolder = (await host.files.stat(to))?.kind === "directory";
  const path = isFolder ? `${to.replace(/\/+$/, "")}/${file}` : to;
  if (!path.endsWith(".tar"))
    throw refused(
      `${path} is no folder of this host, and no file that ends in .tar`,
      "Give a folder that is there, or a file in one.",
    );
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  if ((await host.files.list(parent)) === undefined)
    throw refused(`there is no folder ${parent}`, "Make it, or give another one.");
  for (const one of [path, `${path}.sha256`]) {
    if ((await host.files.stat(one)) === undefined) continue;
    const isSame = one === path && digestOf((await host.files.read(one)) ?? "") === sha256;
    const isOwnSum = one !== path && (await host.files.readText(one))?.startsWith(sha256) === true;
    if (!isSame && !isOwnSum)
      throw refused(`${one} is there already`, "Give another file, or remove that one first.");
  }
  return path;
}

function refused(message: string, hint: string): BringupError {
  return new BringupError("PROFILE_NOT_EXPORTED", message, { hint });
}
