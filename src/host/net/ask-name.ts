import { Resolver } from "node:dns/promises";
import type { NameOutcome, NameQuestion } from "../../engine/index.ts";
import { errnoOf } from "../disk/file-error.ts";

const DEFAULT_TIMEOUT_MS = 3_000;

/** Codes of c-ares, as Node gives them (node:dns, "Error codes"). */
const OUTCOMES: Readonly<Record<string, NameOutcome>> = {
  ENOTFOUND: { is: "unknown-name" },
  ENODATA: { is: "answered", addresses: [] },
  ESERVFAIL: { is: "refused", why: "it cannot find out (SERVFAIL)" },
  EREFUSED: { is: "refused", why: "it does not answer this host (REFUSED)" },
  ENOTIMP: { is: "refused", why: "it does not answer such questions (NOTIMP)" },
  EFORMERR: { is: "refused", why: "it does not understand the question (FORMERR)" },
  EBADRESP: { is: "refused", why: "its answer makes no sense" },
  ECONNREFUSED: { is: "silent", why: "nothing listens there" },
  ECANCELLED: { is: "silent", why: "cancelled" },
};

/** Asks once, and again over TCP when the answer is too long for UDP. */
export async function askNameServer(question: NameQuestion): Promise<NameOutcome> {
  const { server, name, family, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = question;
  if (signal?.aborted) return { is: "silent", why: "cancelled" };
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  const onAbort = () => resolver.cancel();
  // A server that goes on stalling over TCP has its own, longer limits.
  const timer = setTimeout(onAbort, timeoutMs + 500);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    resolver.setServers([server]);
    const ask = family === "ipv6" ? resolver.resolve6(name) : resolver.resolve4(name);
    return { is: "answered", addresses: await ask };
  } catch (thrown) {
    const found = OUTCOMES[errnoOf(thrown) ?? ""];
    if (found !== undefined && (found.is !== "silent" || !signal?.aborted)) return found;
    return { is: "silent", why: signal?.aborted ? "cancelled" : "no answer" };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
