import { isAbsolute, resolve } from "node:path";
import { BringupError } from "../../errors/index.ts";
import type { FoundProfile } from "../../profile/index.ts";
import { ask, unexpected, withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { APPROVAL_OPTIONS } from "../operate.ts";
import { printTable } from "../table.ts";

/** Layers of a cluster beyond its distribution. */
export const profile: CliCommand = {
  name: "profile",
  summary: "Import, inspect, export and list cluster profiles",
  commands: [
    {
      name: "import",
      summary:
        "Take over a profile from an archive (.tar, .tar.gz, .tar.zst) or an unpacked folder",
      args: [
        {
          name: "<where>",
          help: "archive or folder of this host, http(s)://SERVER/FILE, or stick:LABEL/PATH",
        },
      ],
      options: [
        {
          flags: "--sha256 <hex>",
          help: "what it has to be; else WHERE.sha256 beside it; of a folder, what the plan shows",
        },
        { flags: "--name <name>", help: "of its folder; that of the archive unless told" },
        ...APPROVAL_OPTIONS,
      ],
      run: importProfile,
    },
    {
      name: "inspect",
      summary: "Say what a profile brings and asks for, or every problem with its line",
      args: [{ name: "<folder>", help: "with a profile.yaml, or the name of one from the list" }],
      run: inspect,
    },
    {
      name: "export",
      summary: "Write a profile into one archive, with its sum beside it, for profile import",
      args: [
        { name: "<folder>", help: "with a profile.yaml, or the name of one from the list" },
        {
          name: "<file>",
          help: "ends in .tar; FILE.sha256 is written too. sticks: onto the USB stick",
        },
      ],
      run: exportProfile,
    },
    { name: "list", summary: "Profiles on this host", run: list },
  ],
};

async function importProfile(call: Call): Promise<number> {
  const { importGiven } = await import("../import-given.ts");
  const code = await importGiven(call);
  if (code === 0) await list(call);
  return code;
}

async function inspect(call: Call): Promise<number> {
  const found = await chosen(call);
  call.out.object({ profile: found });
  const { printProfile } = await import("../render-profile.ts");
  return printProfile(found, call.out);
}

async function exportProfile(call: Call): Promise<number> {
  const file = call.args[1] ?? "";
  if (file === "sticks") return exportToStick(call);
  if (!file.endsWith(".tar"))
    throw new BringupError("USAGE", "the file to write ends in .tar", {
      hint: "For example: bringup profile export site-base /media/usb/site-base.tar",
    });
  const found = await chosen(call);
  if (found.problems.length > 0)
    throw new BringupError("PROFILE_INVALID", `${found.path} has problems: it is not exported`);
  const { packProfile } = await import("../../profile/index.ts");
  const packed = await packProfile(await call.world.openHost(call.choice), found);
  await call.world.writeFile(file, packed.text);
  const name = file.slice(file.lastIndexOf("/") + 1);
  await call.world.writeFile(`${file}.sha256`, `${packed.sha256}  ${name}\n`);
  call.out.object({ exported: file, sha256: packed.sha256 });
  call.out.line(
    `Wrote ${file} and ${name}.sha256: ${packed.files} files, ${packed.sha256.slice(0, 16)}`,
  );
  return 0;
}

/** The agent has the stick, and exports what is a profile of its host. */
async function exportToStick(call: Call): Promise<number> {
  const { path: folder } = await chosen(call);
  return withEngine(call, async ({ client }) => {
    const command = { do: "export-profile", folder, to: "sticks" } as const;
    const answer = await ask(client, command, call.world.signal);
    if (answer.is !== "profile-exported") throw unexpected(answer);
    call.out.object(answer);
    const { exportedWords } = await import("../../session/index.ts");
    call.out.line(exportedWords(answer));
    return 0;
  });
}

async function list(call: Call): Promise<number> {
  const { findProfiles } = await import("../../profile/index.ts");
  const found = await findProfiles(await call.world.openHost(call.choice));
  for (const one of found) call.out.object({ profile: one });
  if (found.length === 0) call.out.line("There is no profile on this host.");
  else
    printTable(
      ["NAME", "VERSION", "LAYERS", "FOLDER"],
      found.map(({ name, version, layers, path, problems }) => [
        problems.length > 0 ? `${problems.length} PROBLEMS` : name,
        version,
        layers.map((layer) => layer.name).join(", "),
        path,
      ]),
      call.out,
    );
  return 0;
}

/** By its folder, or by the name of one of this host. */
async function chosen(call: Call): Promise<FoundProfile> {
  const given = call.args[0] ?? "";
  const { findProfiles, foundIn, readProfile } = await import("../../profile/index.ts");
  const host = await call.world.openHost(call.choice);
  const named = (await findProfiles(host)).find(({ name }) => name === given);
  if (named !== undefined) return named;
  const path = isAbsolute(given) ? given.replace(/\/+$/, "") : resolve(given);
  return foundIn(path, await readProfile(host, path));
}
