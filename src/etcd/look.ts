import type { HostView, HttpTls } from "../engine/index.ts";
import { readJson } from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { refusal } from "./answers.ts";
import { QUESTIONS, type QuestionName } from "./questions.ts";
import { type EtcdSight, type Heard, sightOver } from "./sight.ts";

/** Where a member of etcd is asked. */
export interface EtcdWay {
  /** `https://127.0.0.1:2379`, without a path. */
  readonly url: string;
  /** Mutual TLS with the client keys of the cluster. */
  readonly tls?: HttpTls;
}

/** Each question; 800 ms unless told. */
export const TIMEOUT_MS = 800;

export interface EtcdLook {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** Asks one member by its JSON gateway. Never throws for "down". */
export function lookAtEtcd(host: HostView, way: EtcdWay, look: EtcdLook): Promise<EtcdSight> {
  return sightOver(way.url, (name) => ask(host, { ...way, ...look, name }));
}

type Asking = EtcdWay & EtcdLook & { readonly name: QuestionName };

async function ask(
  host: HostView,
  { url, tls, name, signal, timeoutMs = TIMEOUT_MS }: Asking,
): Promise<Heard> {
  const request = { url: `${url}${QUESTIONS[name].path}`, body: "{}", timeoutMs, signal };
  const outcome = await host.http.ask({ ...request, ...(tls && { tls }) });
  if (outcome.is === "failed") return { is: "silent", why: outcome.why };
  const value = readJson(new TextDecoder().decode(outcome.body));
  if (outcome.status === 200) return { is: "answer", value, tookMs: outcome.tookMs };
  const said = refusal.safeParse(value);
  const why = said.success ? sanitize(said.data.message) : `HTTP ${outcome.status}`;
  return { is: "silent", why };
}
