import { withEngineToLook } from "./ask.ts";
import type { Call } from "./command.ts";
import { givenSecrets } from "./document-options.ts";
import { refuseInvalid } from "./plan-document.ts";
import { readGiven } from "./read-text.ts";

/**
 * User-data that asks for what this host's document asks for; a file that is given is edited in place.
 * What is secret is written only when its value is given for that.
 */
export async function exportUserData(call: Call): Promise<number> {
  const { out, args, world } = call;
  const { parseUserData, writeUserData } = await import("../user-data/index.ts");
  const [path] = args;
  const given = path === undefined ? undefined : await readGiven(path, world);
  if (given !== undefined) {
    const parsed = parseUserData(given.text, { source: given.name });
    if (parsed.is === "invalid") return refuseInvalid(parsed.issues, given.name, out);
  }
  const secrets = await givenSecrets(call, path === "-");
  return withEngineToLook(call, async ({ client }) => {
    const { effective } = client.snapshot().document;
    const { text, unsaid } = writeUserData(given?.text ?? "", effective, secrets);
    out.object({ userData: text, unsaid });
    for (const sentence of unsaid) out.note(`Note: ${sentence}.`);
    if (!out.json) out.raw(text);
    return 0;
  });
}
