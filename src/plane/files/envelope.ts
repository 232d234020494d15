import { z } from "zod";

/** What is carried between a host and a plane that do not reach each other. */
export const REQUEST_FILE = "bringup-request/1";
export const ANSWER_FILE = "bringup-answer/1";

/** Far beyond any of both; what is larger is not read at all. */
export const MAX_PLANE_FILE_BYTES = 512 * 1024;

export type Opened<T> =
  | { readonly is: "opened"; readonly value: T }
  | { readonly is: "refused"; readonly why: string };

export function refusedFile(why: string): { readonly is: "refused"; readonly why: string } {
  return { is: "refused", why };
}

const kindOf = z.object({ bringup: z.string() });

/** The text as what it should be, or in words why it is not. */
export function openEnvelope<T>(
  text: string,
  kind: typeof REQUEST_FILE | typeof ANSWER_FILE,
  schema: z.ZodType<T>,
): Opened<T> {
  if (text.length > MAX_PLANE_FILE_BYTES) return refusedFile("it is larger than any such file");
  const value = parse(text);
  if (value === undefined) {
    const isCut = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
    return refusedFile(isCut ? "it is cut off: copy it again" : "it is not a file of bringup");
  }
  const found = kindOf.safeParse(value);
  if (!found.success) return refusedFile("it is not a file of bringup");
  if (found.data.bringup !== kind) return refusedFile(otherKind(found.data.bringup));
  const parsed = schema.safeParse(value);
  if (parsed.success) return { is: "opened", value: parsed.data };
  const path = z.core.toDotPath(parsed.error.issues[0]?.path ?? []);
  return refusedFile(`its field ${path || "list"} is not as it should be`);
}

function otherKind(kind: string): string {
  if (kind === REQUEST_FILE) return "it is the request of a host, not the answer to one";
  if (kind === ANSWER_FILE) return "it is the answer to a host, not a request";
  return "it was written by a version this one does not know";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
