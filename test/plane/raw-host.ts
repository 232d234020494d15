import { claimsOf, type HostKey } from "../../src/plane/host-key.ts";
import type { Printed } from "../support/printed.ts";
import { plainHttp } from "./plain-http.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** `code` of a problem, or of nothing. */
  readonly code: string | undefined;
  readonly json: Printed;
}

export interface RawCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is trusted over TLS. */
  readonly ca?: string;
}

/** One request exactly as given. */
export async function raw({ method, url, body, headers = {}, ca }: RawCall): Promise<RawAnswer> {
  const trust = ca === undefined ? {} : { ca };
  const call = { url, headers, ...(body === undefined ? {} : { body }), ...trust };
  const outcome =
    method === "GET" ? await plainHttp.get(call) : await plainHttp.send({ ...call, method });
  if (outcome.is === "failed") throw new Error(`${outcome.at}: ${outcome.why}`);
  const text = new TextDecoder().decode(outcome.body);
  const json = text.startsWith("{") ? JSON.parse(text) : undefined;
  return { status: outcome.status, headers: outcome.headers, text, code: json?.code, json };
}

/** One request with the proof a host would send. */
export async function signed(key: HostKey, nowMs: number, call: RawCall): Promise<RawAnswer> {
  const { method, url, body } = call;
  const proof = await key.prove(claimsOf({ method, url, body, nowMs }));
  return raw({ ...call, headers: { ...JSON_BODY, "edge-proof": proof, ...call.headers } });
}

export const JSON_BODY = { "content-type": "application/json" };

export function enrolment(key: HostKey, overrides: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    host: { id: "edge-1", idSource: "DMI product UUID", name: "rack12", address: "10.0.0.7" },
    publicKey: key.jwk,
    method: "code",
    device: { archType: "amd64" },
    agent: { name: "bringup", version: "0.1.0" },
    ...overrides,
  });
}
