/** What a route answers; the listener adds the headers every answer has. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface PlaneRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Values of `:name` parts of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Address of the caller: for rate limits only. */
  readonly address: string;
  /** Aborts when the caller goes away or the plane closes. */
  readonly signal: AbortSignal;
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

export interface ProblemText {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457. `code` is stable; `title` and `detail` are for people. */
export function problem(status: number, text: ProblemText): Reply {
  const { code, title, detail, extra, headers } = text;
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({ type: "about:blank", title, status, code, detail, ...extra }),
  };
}
