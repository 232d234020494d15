import { BringupError } from "../../errors/index.ts";
import type { FolderDesk } from "../../plane/index.ts";
import type { Call } from "../command.ts";
import { folderOf, numberIn } from "./desk.ts";
import { createEventLog } from "./event-log.ts";

const DEFAULT_LISTEN = "127.0.0.1:8443";

/** Until SIGINT or SIGTERM; what happens is told line by line. */
export async function serve(call: Call): Promise<number> {
  const { servePlaneFolder } = await import("../../plane/index.ts");
  const admit = numberIn(call, "admit");
  const publicUrl = publicUrlIn(call);
  const certificate = certificateIn(call);
  const plane = await servePlaneFolder({
    ...{ folder: folderOf(call), listen: listenIn(call), publicUrl, certificate },
    ...(admit === undefined ? {} : { admission: { perSecond: admit } }),
    // A host holds one connection while it waits for news.
    maxConnections: 20_000,
    onEvent: createEventLog(call.out),
  });
  try {
    const { url, publicUrl: given, authority } = plane;
    call.out.object({ url, publicUrl: given, ...(authority === undefined ? {} : { authority }) });
    call.out.line(`The plane answers at ${given}`);
    if (authority !== undefined) {
      call.out.line(`Its authority is ${authority.path}, SHA-256`);
      call.out.line(authority.fingerprint);
    }
    inviteOperator(call, plane, given);
    await ended(call.world.signal);
    call.out.note("Ending: who is being answered gets the answer.");
  } finally {
    await plane.close();
  }
  return 0;
}

/** A link is a secret: it goes to a person's terminal, never into a log. */
function inviteOperator(
  { out, world }: Call,
  plane: Pick<FolderDesk, "operators" | "newSignInLink">,
  publicUrl: string,
): void {
  if (plane.operators().some(({ hasPassword }) => hasPassword)) return;
  if (world.stdout.isTTY === true && !out.json) {
    out.line(`Sign in once, within 15 minutes: ${publicUrl}${plane.newSignInLink("admin")}`);
  } else out.note("Nobody has a password yet: bringup plane sign-in prints a link.");
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function listenIn(call: Call): { readonly host: string; readonly port: number } {
  const text = call.text("listen") ?? DEFAULT_LISTEN;
  const [, bracketed, plain, port = ""] =
    /^(?:(?:\[([^\]]+)\]|([^:]*)):)?(\d{1,5})$/.exec(text) ?? [];
  if (port !== "" && Number(port) <= 65_535) {
    return { host: bracketed ?? (plain || "127.0.0.1"), port: Number(port) };
  }
  throw new BringupError("USAGE", `--listen takes ADDRESS:PORT, not ${text}`, {
    hint: "As 0.0.0.0:8443 for every IPv4 address, [::]:8443 for all.",
  });
}

function publicUrlIn(call: Call): string | undefined {
  const text = call.text("publicUrl");
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url?.protocol === "https:" && url.pathname === "/" && url.search === "") return url.origin;
  throw new BringupError("USAGE", `--public-url takes https://NAME[:PORT], not ${text}`);
}

function certificateIn(call: Call): { readonly cert: string; readonly key: string } | undefined {
  const [cert, key] = [call.text("cert"), call.text("key")];
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw new BringupError("USAGE", "--cert and --key go together");
}
