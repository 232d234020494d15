import type { HostView } from "../engine/index.ts";
import { proxyFile } from "./plan.ts";

/**
 * The password as it stands in the file we wrote for everybody else (0600): the vault forgets a
 * secret when its run has ended, this host still has to get out.
 */
export async function readStoredPassword(
  host: HostView,
  username: string,
): Promise<string | undefined> {
  for (const isKairos of [true, false]) {
    const text = await host.files.readText(proxyFile(isKairos)).catch(() => undefined);
    for (const [, url = ""] of (text ?? "").matchAll(/^HTTPS?_PROXY="([^"\n]*)"$/gm)) {
      const found = passwordIn(url, username);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function passwordIn(text: string, username: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || url.password === "") return undefined;
  try {
    const isTheirs = decodeURIComponent(url.username) === username;
    return isTheirs ? decodeURIComponent(url.password) : undefined;
  } catch {
    return undefined;
  }
}
