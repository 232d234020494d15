import { z } from "zod";
import type { HostIO } from "../engine/index.ts";
import { readJson } from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { refusal } from "./answers.ts";
import type { EtcdWay } from "./look.ts";

export type EtcdChange =
  | { readonly is: "done" }
  /** There is no such member any more. */
  | { readonly is: "missing" }
  | { readonly is: "failed"; readonly why: string };

const TIMEOUT_MS = 10_000;
const code = z.object({ code: z.literal(5) });

/**
 * Takes a member out for good, by the JSON gateway: it can never come back with its data. etcd refuses
 * where too few of the others are well.
 */
export async function removeEtcdMember(
  host: HostIO,
  { url, tls }: EtcdWay,
  { id, signal }: { readonly id: bigint; readonly signal: AbortSignal },
): Promise<EtcdChange> {
  const outcome = await host.http.send({
    url: `${url}/v3/cluster/member/remove`,
    method: "POST",
    body: JSON.stringify({ ID: `${id}` }),
    ...{ timeoutMs: TIMEOUT_MS, signal, ...(tls && { tls }) },
  });
  if (outcome.is === "failed") return { is: "failed", why: outcome.why };
  if (outcome.status === 200) return { is: "done" };
  const said = readJson(new TextDecoder().decode(outcome.body));
  if (code.safeParse(said).success) return { is: "missing" };
  const told = refusal.safeParse(said);
  return {
    is: "failed",
    why: told.success ? sanitize(told.data.message) : `HTTP ${outcome.status}`,
  };
}
