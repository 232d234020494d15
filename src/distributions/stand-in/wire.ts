/** How simulated machines ask each other: HTTP, encrypted where processes run. */
export interface WireRequest {
  readonly host: string;
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  /** `user:password`. */
  readonly login?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/** `undefined`: nobody listens there, or not in time. */
export type Wire = (request: WireRequest) => Promise<WireAnswer | undefined>;

export const NOBODY: Wire = async () => undefined;

/** `user:password` of the header, or nothing. */
export function loginIn(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic (\S+)$/.exec(header ?? "") ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}
