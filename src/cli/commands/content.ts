import { isAbsolute, resolve } from "node:path";
import { withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { APPROVAL_OPTIONS, operate } from "../operate.ts";
import { printTable } from "../table.ts";

/** All a site needs, brought in one archive. */
export const content: CliCommand = {
  name: "content",
  summary: "Bring programs and images to this host from an archive",
  commands: [
    {
      name: "import",
      summary: "Prove an archive (.tar, .tar.gz, .tar.zst) and unpack it",
      args: [{ name: "<archive>", help: "a file of this host, or of a medium that is mounted" }],
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
    { name: "list", summary: "What was imported, and from where", run: list },
  ],
};

async function importArchive(call: Call): Promise<number> {
  const [given = ""] = call.args;
  const from = isAbsolute(given) ? given : resolve(given);
  const [sha256, name] = [call.text("sha256"), call.text("name")];
  const params = {
    from,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(name === undefined ? {} : { name }),
  };
  return withEngine(call, (engine) => operate(call, engine, { id: "import-content", params }));
}

async function list(call: Call): Promise<number> {
  const host = await call.world.openHost(call.choice);
  const { observeContent } = await import("../../content/index.ts");
  const found = await observeContent(host);
  for (const one of found) call.out.object(one);
  if (found.length === 0) call.out.line("No content was imported on this host.");
  else
    printTable(
      ["NAME", "FROM", "SHA-256"],
      found.map((one) =>
        one.is === "foreign"
          ? [one.name, "not imported by bringup", ""]
          : [one.name, one.from, one.sha256.slice(0, 16)],
      ),
      call.out,
    );
  return 0;
}
