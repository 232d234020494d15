import type { ApiResponse } from "./api-shape.ts";

interface Response {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** The whole answer; one that nobody gives is what a server that is not up says. */
export function send(response: Response, answer: ApiResponse | undefined): void {
  const { status, type, body } = answer ?? { status: 503, type: "text/plain", body: "not up\n" };
  response.writeHead(status, { "content-type": type });
  response.end(body);
}
