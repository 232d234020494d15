import { z } from "zod";
import { addressProblem } from "../addresses/index.ts";
import { DNS_NAME } from "./network-schema.ts";

const HOSTNAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const ABSOLUTE_PATH = /^\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]*$/;

export const hostname = z.string().regex(HOSTNAME, {
  error: "must be a lower-case host name: letters, digits and hyphens, at most 63, no dots",
});
export const addressOrName = z
  .string()
  .refine((text) => addressProblem(text) === undefined || DNS_NAME.test(text), {
    error: "must be an IP address or a DNS name",
  });
export const secretRef = z.strictObject({
  secret: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, {
    error: "must name a secret: lower-case letters, digits, dots and hyphens",
  }),
});
export const absolutePath = z
  .string()
  .regex(ABSOLUTE_PATH, { error: "must be an absolute path without .." });
const anyUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" });
const hasNoUser = (text: string) =>
  !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === "");
export const webUrl = anyUrl.refine(hasNoUser, {
  error: "must not contain user or password: a document is shown to everybody",
});
export const proxyUrl = anyUrl.refine(hasNoUser, {
  error: "must not contain user or password: they have fields of their own",
});
/** Which of the two it has to be depends on the kind of the plane. */
export const planeAddress = z.union([webUrl, absolutePath], {
  error: "must be an http:// or https:// URL",
});
export const pattern = z
  .string()
  .max(200)
  .refine(isPattern, { error: "must be a regular expression" });

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    return false;
  }
}
