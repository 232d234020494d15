import type { Parameter } from "../parameter.ts";
import { flag, list, text } from "../parameter-forms.ts";

/** What an OS user is made of, for the agent and in stages alike. */
export const user = (path: string, more: readonly Parameter[] = []): readonly Parameter[] => [
  list(`${path}.groups`, "groups of the user"),
  text(`${path}.passwd`, "password of the user, plain or hashed", { secret: true }),
  flag(`${path}.lock_passwd`, "no login with the password"),
  list(`${path}.ssh_authorized_keys`, "public keys that may log in, or github:NAME"),
  ...more,
];
