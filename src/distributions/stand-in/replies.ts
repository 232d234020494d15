import type { ApiResponse } from "./api-shape.ts";

/** What the API says when it refuses, in its own shape. */
export function status(code: number, reason: string, message: string): ApiResponse {
  return json(code, { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code });
}

export function text(body: string): ApiResponse {
  return { status: 200, type: "text/plain", body };
}

export function json(code: number, value: unknown): ApiResponse {
  return { status: code, type: "application/json", body: JSON.stringify(value) };
}
