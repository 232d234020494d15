import type { z } from "zod";
import { isTooDeep } from "./depth.ts";
import { problem, type Reply } from "./reply.ts";

export type ValidBody<T> =
  | { readonly is: "valid"; readonly value: T }
  | { readonly is: "invalid"; readonly reply: Reply };

/** Text that came in as JSON of the wanted shape, or the answer that names every field at fault. */
export function validBody<T>(schema: z.ZodType<T>, text: string): ValidBody<T> {
  if (isTooDeep(text)) return invalid(400, "body-too-deep", "The body nests too deeply.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid(400, "body-not-json", "The body is not JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { is: "valid", value: parsed.data };
  const errors = parsed.error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.join(".").slice(0, 200),
    detail: issue.message,
  }));
  return invalid(422, "body-invalid", "Fields are missing or wrong.", { errors });
}

function invalid(
  status: number,
  code: string,
  title: string,
  extra: Readonly<Record<string, unknown>> = {},
): { readonly is: "invalid"; readonly reply: Reply } {
  return { is: "invalid", reply: problem(status, { code, title, extra }) };
}
