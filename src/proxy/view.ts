import type { EdgeHost } from "../spec/index.ts";
import { noProxyAdvice } from "./advice.ts";
import type { NoProxyEntry } from "./no-proxy.ts";
import { leavingOf, proxyUse } from "./use.ts";

/** The proxy in words, for screens and the command line alike; nothing secret. */
export interface ProxyView {
  /** A name and a sentence each. */
  readonly rows: readonly (readonly [title: string, text: string])[];
  /** What does not go through it, each entry with its reason. */
  readonly kept: readonly KeptEntry[];
}

export interface KeptEntry extends NoProxyEntry {
  /** What other programs make of it, where they differ. */
  readonly advice?: string;
}

/** What a console has of it. */
interface Looked {
  readonly document: { readonly effective: EdgeHost };
  readonly settings?: readonly {
    readonly path: string;
    readonly note?: string;
    readonly parts?: readonly NoProxyEntry[];
  }[];
}

export function proxyView({ document, settings = [] }: Looked): ProxyView {
  const { proxy = {} } = document.effective.spec;
  const rowAt = (path: string) => settings.find((row) => row.path === `spec.proxy.${path}`);
  const notes = ["http", "https"].flatMap((field) => rowAt(field)?.note ?? []);
  return {
    rows: [
      ["HTTP proxy", proxy.http ?? "none"],
      ["HTTPS proxy", proxy.https ?? "none"],
      ["User", proxy.username ?? "none"],
      ...notes.map((note): readonly [string, string] => ["Note", note]),
    ],
    kept: (rowAt("noProxy")?.parts ?? []).map(withAdvice),
  };
}

/** `through http://proxy:3128`, or `direct: 10.0.0.0/8 (your entry)`. */
export function leavingText(url: string, { document, settings = [] }: Looked): string {
  const { proxy } = document.effective.spec;
  const { kept } = proxyView({ document, settings });
  const noProxy = kept.map(({ entry }) => entry);
  const leaving = leavingOf(url, proxyUse({ proxy, password: undefined, noProxy }));
  if (leaving.is === "proxied") return `through ${leaving.proxy.url}`;
  const reason = kept.find(({ entry }) => entry === leaving.because)?.reason;
  return `direct: ${leaving.because}${reason === undefined ? "" : ` (${reason})`}`;
}

function withAdvice({ entry, reason }: NoProxyEntry): KeptEntry {
  const advice = reason === "your entry" ? noProxyAdvice(entry) : undefined;
  return advice === undefined ? { entry, reason } : { entry, reason, advice };
}
