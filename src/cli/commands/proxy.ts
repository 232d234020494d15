import { BringupError } from "../../errors/index.ts";
import { withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { printTable } from "../table.ts";

export const proxy: CliCommand = {
  name: "proxy",
  summary: "Show the proxy, what does not go through it and why, and the way to an address",
  args: [{ name: "[url...]", help: "say how a request to it leaves; a host name means https" }],
  run: show,
};

async function show(call: Call): Promise<number> {
  const urls = call.args.map(urlOf);
  const { leavingText, proxyView } = await import("../../proxy/index.ts");
  return withEngineToLook(call, async ({ client }) => {
    await client.send({ do: "refresh" }, { signal: call.world.signal });
    const snapshot = client.snapshot();
    const ways = urls.map((url) => ({ url, way: leavingText(url, snapshot) }));
    const { rows, kept } = proxyView(snapshot);
    call.out.object({ ...Object.fromEntries(rows), noProxy: kept, ways });
    if (ways.length > 0) {
      for (const { url, way } of ways) call.out.line(`${url}  ${way}`);
      return 0;
    }
    for (const [title, text] of rows) call.out.line(`${title.padEnd(14)}${text}`);
    if (kept.length === 0) return 0;
    const cells = kept.map(({ entry, reason, advice = "" }) => [entry, reason, advice]);
    call.out.line("");
    printTable(["WITHOUT THE PROXY", "WHY", ""], cells, call.out);
    return 0;
  });
}

function urlOf(given: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname}`;
  throw new BringupError("USAGE", `not an address: ${given}`);
}
