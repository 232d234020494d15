import type { Content } from "../../content/index.ts";
import { ask, unexpected, withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { APPROVAL_OPTIONS, operate } from "../operate.ts";
import { printTable } from "../table.ts";

/** All a site needs, brought in one archive. */
export const content: CliCommand = {
  name: "content",
  summary: "Bring programs and images to this host from an archive, and remove them",
  commands: [
    {
      name: "import",
      summary: "Prove an archive (.tar, .tar.gz, .tar.zst) and unpack it",
      args: [
        {
          name: "<archive>",
          help: "a file of this host, http(s)://SERVER/FILE, or stick:LABEL/FILE; or a profile's folder",
        },
      ],
      options: [
        {
          flags: "--sha256 <hex>",
          help: "what it has to be; else ARCHIVE.sha256 beside it says so",
        },
        { flags: "--name <name>", help: "of its folder; that of the archive unless told" },
        ...APPROVAL_OPTIONS,
      ],
      run: importArchive,
    },
    {
      name: "list",
      summary: "What was imported: size, from where, and what proved it",
      run: list,
    },
    {
      name: "find",
      summary: "Archives and profiles on USB sticks, and what beside each vouches for it",
      run: find,
    },
    {
      name: "remove",
      summary: "Remove what was imported, unless the document names it",
      args: [{ name: "<name>", help: "as list shows it" }],
      options: APPROVAL_OPTIONS,
      run: remove,
    },
  ],
};

async function importArchive(call: Call): Promise<number> {
  const { importGiven } = await import("../import-given.ts");
  return importGiven(call);
}

async function remove(call: Call): Promise<number> {
  const [name = ""] = call.args;
  return withEngine(call, (engine) =>
    operate(call, engine, { id: "remove-content", params: { name } }),
  );
}

async function list(call: Call): Promise<number> {
  const host = await call.world.openHost(call.choice);
  const [{ observeContent }, { formatBytes }] = await Promise.all([
    import("../../content/index.ts"),
    import("../../quantity/index.ts"),
  ]);
  const rowOf = (one: Content): readonly string[] => {
    if (one.is === "foreign") return [one.name, "", "", "", "not imported by bringup"];
    const { name, archiveBytes, provenBy = [], sha256, from } = one;
    const size = archiveBytes === undefined ? "" : formatBytes(archiveBytes);
    return [name, size, provenBy.join(", "), sha256.slice(0, 16), from];
  };
  const found = await observeContent(host);
  for (const one of found) call.out.object(one);
  if (found.length === 0) call.out.line("No content was imported on this host.");
  else printTable(["NAME", "ARCHIVE", "PROVEN BY", "SHA-256", "FROM"], found.map(rowOf), call.out);
  return 0;
}

/** The agent mounts each stick read-only, looks through it, and lets it go. */
async function find(call: Call): Promise<number> {
  const { formatBytes } = await import("../../quantity/index.ts");
  return withEngine(call, async ({ client }) => {
    const answer = await ask(client, { do: "look-for-content" }, call.world.signal);
    if (answer.is !== "content") throw unexpected(answer);
    const { offers, problems } = answer.finding;
    for (const offer of offers) call.out.object(offer);
    for (const problem of problems) call.out.note(problem);
    const rows = offers.map(({ from, sizeBytes, proof, profile }) => [
      formatBytes(sizeBytes),
      proof.length === 0 ? "nothing" : proof.join(", "),
      profile === undefined ? from : `${from} (profile ${profile.name}, a folder)`,
    ]);
    if (rows.length === 0) call.out.line("No archive and no profile was found.");
    else printTable(["SIZE", "VOUCHED FOR BY", "WHERE"], rows, call.out);
    return 0;
  });
}
