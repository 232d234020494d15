import assert from "node:assert/strict";
import { createMemoryHost } from "../../src/host/index.ts";
import { asTemplateText, envEnsure } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { handlerOf } from "../support/apply.ts";
import { uglyPasswords } from "../support/ugly-passwords.ts";

const PATH = "/etc/default/passwords";

/** One file of ours with all of them: `U0` in the user info of a URL, `T0` as plain text. */
export async function passwordFile(): Promise<string> {
  const named = uglyPasswords().map((password, index) => [`p${index}`, password] as const);
  const urls = named.map(([name], index) => [
    `U${index}`,
    `http://edge:{{secret:${name}|percent}}@proxy.example:3128`,
  ]);
  const texts = named.map(([, password], index) => [`T${index}`, asTemplateText(password)]);
  const step = envEnsure({
    id: "passwords",
    path: PATH,
    vars: Object.fromEntries([...urls, ...texts]),
    secrets: Object.fromEntries(named.map(([name]) => [name, "keyed"])),
  });
  const host = createMemoryHost();
  await handlerOf(step).run(step.params, contextOf(host, { secrets: Object.fromEntries(named) }));
  return host.text(PATH) ?? assert.fail("nothing was written");
}
