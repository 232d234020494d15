import type { HttpOutcome } from "../engine/index.ts";

/**
 * Every path that may be asked with POST, with what may be said to it. Closed on purpose, as the list
 * of probes is: the JSON gateway of etcd takes changes in the same way.
 */
const QUESTIONS: Readonly<Record<string, RegExp>> = {
  "/v3/cluster/member/list": /^(\{\})?$/,
  "/v3/maintenance/status": /^(\{\})?$/,
};

/** `undefined`: allowed. Otherwise the refusal, as the outcome of the question. */
export function refusedQuestion(url: string, body: string): HttpOutcome | undefined {
  const { pathname = "", search = "" } = URL.parse(url) ?? {};
  if (search === "" && QUESTIONS[pathname]?.test(body)) return undefined;
  const why = `POST ${pathname} is not on the list of questions that only read`;
  return { is: "failed", at: "protocol", why };
}
