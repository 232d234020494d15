import { resolve } from "node:path";
import type { CertificateFinding, FoundCertificate } from "../../certificates/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { EngineClient } from "../../session/index.ts";
import { ask, unexpected, withEngine, withEngineToLook } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { printCertificate } from "../render-certificate.ts";

const WHERE = {
  name: "<where>",
  help: "a file, https://HOST[:PORT], https://HOST/FILE, or sticks",
};

export const certificates: CliCommand = {
  name: "certificates",
  summary: "Look at certificates, trust them or stop trusting them, in the document",
  commands: [
    { name: "list", summary: "Those the document trusts", run: list },
    { name: "show", summary: "Look before anything is trusted", args: [WHERE], run: show },
    {
      name: "add",
      summary: "Trust one, by its fingerprint",
      args: [WHERE],
      options: [
        { flags: "--fingerprint <sha256>", help: "its first 8 digits at least, as you were told" },
      ],
      run: add,
    },
    {
      name: "remove",
      summary: "Trust it no longer",
      args: [{ name: "<name>", help: "as in the list" }],
      run: remove,
    },
  ],
};

const PATH = "spec.certificates.trusted";

async function list(call: Call): Promise<number> {
  const { findingOf, parseCertificates } = await import("../../certificates/index.ts");
  return withEngineToLook(call, async ({ client }) => {
    const trusted = client.snapshot().document.effective.spec.certificates?.trusted ?? [];
    const all = trusted.flatMap(
      ({ name, pem }) => findingOf(parseCertificates(pem), { nowMs: Date.now(), file: name }).found,
    );
    call.out.object({ certificates: all });
    if (all.length === 0) call.out.line("The document trusts no certificate of its own.");
    for (const one of all) await printCertificate(one, call.out);
    return 0;
  });
}

async function show(call: Call): Promise<number> {
  const finding = await look(call);
  await print(finding, call);
  call.out.object(finding);
  return finding.found.length === 0 ? 1 : 0;
}

async function add(call: Call): Promise<number> {
  const [{ isMeant }, { addCertificates, nameOfPath }] = await Promise.all([
    import("../../certificates/index.ts"),
    import("../../forms/index.ts"),
  ]);
  const finding = await look(call);
  const typed = call.text("fingerprint") ?? "";
  const chosen = finding.found.find(({ view }) => isMeant(view.fingerprint, typed));
  if (chosen === undefined) {
    await print(finding, call);
    throw notChosen(call, finding, typed);
  }
  return withEngine(call, async ({ client }) => {
    const entry = addCertificates(trustedIn(client), chosen.view.pem, nameFrom(chosen));
    if (entry.is !== "added")
      throw new BringupError("CERTIFICATE_INVALID", entry.is === "refused" ? entry.why : "none");
    await save(call, client, JSON.parse(entry.text));
    call.out.object({ added: entry.names });
    call.out.line(`Added ${entry.names.join(", ")}. Our own connections trust it now.`);
    call.out.line("For the programs of this host: bringup apply");
    return 0;
  });

  function nameFrom({ view, file }: FoundCertificate): string {
    const where = call.args[0] ?? "";
    const isAddress = /^https?:/i.test(where);
    return nameOfPath(file ?? (isAddress || where === "sticks" ? view.subject : where));
  }
}

async function remove(call: Call): Promise<number> {
  const { removeCertificate } = await import("../../forms/index.ts");
  return withEngine(call, async ({ client }) => {
    const entry = removeCertificate(trustedIn(client), call.args[0] ?? "");
    if (entry.is !== "removed")
      throw new BringupError("USAGE", entry.is === "refused" ? entry.why : "none", {
        hint: "See bringup certificates list.",
      });
    // An empty list, and not none: what was installed is taken out by the next apply.
    await save(call, client, entry.text === "" ? [] : JSON.parse(entry.text));
    call.out.object({ removed: call.args[0] });
    call.out.line(`Removed ${call.args[0]}. For the programs of this host: bringup apply`);
    return 0;
  });
}

/** A file is the person's own to read; what lies elsewhere is looked at by the engine. */
async function look(call: Call): Promise<CertificateFinding> {
  const where = call.args[0] ?? "";
  if (where !== "sticks" && !/^https?:\/\//i.test(where)) return await readFile(call, where);
  return withEngine(call, async ({ client }) => {
    const command = { do: "look-for-certificates", at: where } as const;
    const answer = await ask(client, command, call.world.signal);
    if (answer.is !== "certificates") throw unexpected(answer);
    return answer.finding;
  });
}

async function readFile({ world }: Call, path: string): Promise<CertificateFinding> {
  const { findingOf, parseCertificateFile } = await import("../../certificates/index.ts");
  const host = await world.openHost({ rehearse: false });
  const bytes = await host.files.read(resolve(path), { maxBytes: 1024 * 1024 });
  if (bytes === undefined) throw new BringupError("DOCUMENT_UNREADABLE", `${path} is not there`);
  return findingOf(parseCertificateFile(bytes), { nowMs: host.clock.nowMs() });
}

async function print({ found, problems, verdict, toTrust }: CertificateFinding, { out }: Call) {
  for (const one of found) await printCertificate(one, out);
  for (const problem of problems) out.line(`Not read: ${problem}`);
  if (verdict !== undefined) out.line(verdict);
  if (toTrust !== undefined) out.line(`The one to trust, if it is right: ${toTrust.slice(0, 16)}`);
}

function notChosen(call: Call, { found, toTrust }: CertificateFinding, typed: string) {
  const where = call.args[0] ?? "";
  if (found.length === 0)
    return new BringupError("CERTIFICATE_INVALID", `there is no certificate at ${where}`);
  if (typed !== "")
    return new BringupError("USAGE", `none of them has a fingerprint that begins with ${typed}`);
  const wanted = (toTrust ?? found[0]?.view.fingerprint ?? "").slice(0, 16);
  return new BringupError("PLAN_NOT_APPROVED", "nothing was trusted", {
    hint: `Compare the fingerprint, then: bringup certificates add ${where} --fingerprint ${wanted}`,
  });
}

/** As the form keeps them. */
function trustedIn(client: EngineClient): string {
  return JSON.stringify(client.snapshot().document.effective.spec.certificates?.trusted ?? []);
}

async function save(call: Call, client: EngineClient, value: unknown): Promise<void> {
  const { setIn } = await import("../../spec/index.ts");
  const { text, generation } = client.snapshot().document;
  const documentText = setIn(text, [{ path: PATH, value }]);
  const command = { do: "save-document", documentText, expectedGeneration: generation } as const;
  const answer = await ask(client, command, call.world.signal);
  if (answer.is === "invalid")
    throw new BringupError("DOCUMENT_INVALID", answer.issues[0]?.message ?? "invalid");
}
