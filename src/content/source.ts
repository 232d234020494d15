import type { HostView, RunContext } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { visitSticks } from "../sticks/index.ts";
import { truncate } from "../text/index.ts";

/** Where an archive is to be had. */
export type Source =
  | { readonly is: "file"; readonly path: string }
  /** On a medium that is mounted for as long as it is read. */
  | { readonly is: "stick"; readonly stick: string; readonly path: string }
  | { readonly is: "server"; readonly url: string };

/**
 * `/srv/x.tar.zst`, `https://site.example.net/x.tar.zst`, `stick:LABEL/folder/x.tar.zst`.
 * @throws USAGE
 */
export function sourceIn(text: string): Source {
  if (/^https?:\/\//i.test(text)) return { is: "server", url: addressIn(text) };
  if (text.split("/").some((part) => Buffer.byteLength(part) > LONGEST_NAME))
    throw new BringupError("USAGE", `${shown(text)} has a name longer than any file has`, {
      hint: "Look at what is there, and give its name as it stands there.",
    });
  const [, stick, path = ""] = /^stick:([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (stick !== undefined) {
    if (path.split("/").includes(".."))
      throw new BringupError("USAGE", `${text} leads off the stick`);
    return { is: "stick", stick, path: path.replace(/\/+$/, "") };
  }
  if (text.startsWith("/")) return { is: "file", path: text.replace(/(?<=.)\/+$/, "") };
  throw new BringupError("USAGE", `${shown(text)} is no archive and no folder`, {
    hint: "Give an absolute path, an http(s) address, or stick:LABEL/PATH.",
  });
}

/** Bytes; of every file system that is met. */
const LONGEST_NAME = 255;
const shown = (text: string): string => JSON.stringify(truncate(text, 60));

const ARCHIVE = /\.(tar|tgz|gz|zst)$/i;

/** What is on a stick that nobody has mounted yet is told by its name alone. */
export async function isFolderSource(host: HostView, source: Source): Promise<boolean> {
  if (source.is === "server") return false;
  if (source.is === "stick") return !ARCHIVE.test(source.path);
  return (await host.files.stat(source.path))?.kind === "directory";
}

/** As it is shown and recorded, so nothing secret may be in it. */
function addressIn(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw new BringupError("USAGE", "the address of the archive is none");
  const { username, password, search, hash } = url;
  if (username + password + search + hash !== "")
    throw new BringupError("USAGE", "the address has a user, a query or a fragment", {
      hint: "Give a plain one: a plan is shown to everybody and kept.",
    });
  return url.href;
}

/** Of the archive alone. */
export function fileNameOf(source: Source): string {
  const path = source.is === "server" ? decoded(new URL(source.url).pathname) : source.path;
  return path.slice(path.lastIndexOf("/") + 1);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Does something with a file of a stick while it is mounted. @throws ARTEFACT_MISSING */
export async function withStick<T>(
  { stick, path }: Source & { readonly is: "stick" },
  { host, signal }: RunContext,
  use: (path: string) => Promise<T>,
): Promise<T> {
  // What fails on the way is told as it was, not as trouble of the stick.
  let outcome: { readonly value: T } | undefined;
  let failure: { readonly thrown: unknown } | undefined;
  const { problems } = await visitSticks({ host, signal }, async ({ shown, folder }) => {
    if (shown !== stick || outcome !== undefined || failure !== undefined) return;
    try {
      outcome = { value: await use(path === "" ? folder : `${folder}/${path}`) };
    } catch (thrown) {
      failure = { thrown };
    }
  });
  if (failure !== undefined) throw failure.thrown;
  if (outcome !== undefined) return outcome.value;
  const why = problems.length === 0 ? "" : `: ${problems.join("; ")}`;
  throw new BringupError("ARTEFACT_MISSING", `there is no stick ${stick}${why}`, {
    hint: "Plug it in, then resume.",
  });
}
