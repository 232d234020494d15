import { addCertificates, nameOfPath, removeCertificate } from "../../forms/index.ts";
import type { Desk } from "./desk.ts";

export interface CertificateWords {
  /** Certificates of the form, as it keeps them. */
  readonly before: string;
  /** A path, `remove NAME`, or the first line of a certificate that is pasted. */
  readonly typed: string;
}

const FIRST_LINE = /-----BEGIN /;
const LAST_LINE = /-----END [A-Z ]+-----/;

/** The certificates after it; `undefined` when nothing came of it, and why is said. */
export async function takeCertificates(
  desk: Desk,
  { before, typed }: CertificateWords,
): Promise<string | undefined> {
  if (typed.startsWith("remove ")) {
    const entry = removeCertificate(before, typed.slice("remove ".length).trim());
    if (entry.is === "removed") return entry.text;
    if (entry.is === "refused") desk.talk.say(`Not done: ${entry.why}.`);
    return undefined;
  }
  const isPasted = FIRST_LINE.test(typed);
  const pem = isPasted ? await restOf(desk, typed) : await textOf(desk, typed);
  if (pem === undefined) return undefined;
  const entry = addCertificates(before, pem, isPasted ? "pasted" : nameOfPath(typed));
  if (entry.is === "added") {
    desk.talk.say(`Added ${entry.names.join(", ")}.`);
    return entry.text;
  }
  if (entry.is === "refused") desk.talk.say(`Not added: ${entry.why}.`);
  return undefined;
}

/** Lines of a pasted certificate, to its last one; a blank line gives up. */
async function restOf({ talk }: Desk, first: string): Promise<string> {
  const lines = [first];
  while (!LAST_LINE.test(lines.at(-1) ?? "")) {
    const reply = await talk.ask({
      prompt: "Next line of the certificate",
      usual: "give up",
      help: ["Go on to the line that begins with -----END."],
      isFree: true,
    });
    if (reply.is !== "text") break;
    lines.push(reply.text);
  }
  return lines.join("\n");
}

async function textOf({ call, talk }: Desk, path: string): Promise<string | undefined> {
  try {
    return await call.world.readFile(path);
  } catch {
    talk.say(`Cannot read ${path}.`);
    return undefined;
  }
}
