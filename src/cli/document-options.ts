import { BringupError } from "../errors/index.ts";
import type { Call, CliCommand } from "./command.ts";
import { type GivenText, readGiven, readSecret } from "./read-text.ts";

type OptionHelp = NonNullable<CliCommand["options"]>[number];

export const DOCUMENT_OPTION: OptionHelp = {
  flags: "-f, --file <path>",
  help: "the document; - is standard input",
};

export const SECRET_OPTION: OptionHelp = {
  flags: "--secret-file <name=path>",
  help: "value of a secret the document names, from a file; may be repeated",
  many: true,
};

export const WITHOUT_PROOF_OPTION: OptionHelp = {
  flags: "--without-proof",
  help: "the network asked for is not here: try its change without proof",
};

export function requiredFile({ text }: Call): string {
  const path = text("file");
  if (path !== undefined) return path;
  throw new BringupError("USAGE", "no document was named", {
    hint: "Add -f host.yaml, or -f - for standard input.",
  });
}

export interface GivenDocument extends GivenText {
  readonly secrets: Readonly<Record<string, string>>;
}

/** Document and secrets as the command line names them. Secrets come from files, never from argv. */
export async function givenDocument(call: Call): Promise<GivenDocument> {
  const path = requiredFile(call);
  const secrets = await givenSecrets(call, path === "-");
  return { ...(await readGiven(path, call.world)), secrets };
}

/** Values of `--secret-file NAME=PATH`, by name. */
export async function givenSecrets(
  call: Call,
  stdinIsTaken: boolean,
): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  for (const given of call.texts("secretFile")) {
    const [, name, path] = /^([^=]+)=(.+)$/s.exec(given) ?? [];
    if (name === undefined || path === undefined) {
      // What was typed may be the secret itself: never repeat it.
      throw new BringupError("USAGE", "--secret-file takes NAME=PATH");
    }
    if (path === "-" && stdinIsTaken) {
      throw new BringupError("USAGE", "standard input can be read only once", {
        hint: "Give the document or the secret as a file.",
      });
    }
    secrets[name] = await readSecret(path, call.world);
  }
  return secrets;
}
