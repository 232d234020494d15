import { BringupError } from "../errors/index.ts";
import { MIB } from "../quantity/index.ts";
import type { InputStream, World } from "./world.ts";

export interface GivenText {
  /** As it is named in messages: the path, or `standard input`. */
  readonly name: string;
  readonly text: string;
}

const LARGEST_INPUT_BYTES = MIB;

/** Reads a file the person named; `-` is standard input. */
export async function readGiven(path: string, world: World): Promise<GivenText> {
  if (path === "-") return { name: "standard input", text: await readAll(world.stdin) };
  return { name: path, text: await world.readFile(path) };
}

/** A secret in a file: one trailing line end is the editor's, not the secret's. */
export async function readSecret(path: string, world: World): Promise<string> {
  const { name, text } = await readGiven(path, world);
  const secret = text.replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw new BringupError("SECRET_MISSING", `${name} is empty`, {
    hint: "Put the secret into the file, alone on its first line.",
  });
}

async function readAll(stdin: InputStream): Promise<string> {
  if (stdin.isTTY) {
    throw new BringupError("USAGE", "standard input is a terminal", {
      hint: "Name a file, or pipe the document in: bringup apply -f - < host.yaml.",
    });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > LARGEST_INPUT_BYTES) {
      throw new BringupError("DOCUMENT_UNREADABLE", "standard input is larger than 1 MiB");
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}
