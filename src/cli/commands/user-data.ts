import { BringupError } from "../../errors/index.ts";
import type { Issue } from "../../spec/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { SECRET_OPTION } from "../document-options.ts";
import { exportUserData } from "../export-user-data.ts";
import { forgetUserData, importUserData } from "../import-user-data.ts";
import { readGiven } from "../read-text.ts";
import { countIssues, printIssues } from "../render-issues.ts";
import { showUserData } from "../show-user-data.ts";

const FILES = { name: "<file...>", help: "user-data; - is standard input" };

const APPROVAL = [
  SECRET_OPTION,
  { flags: "--yes", help: "approve whatever the plan is" },
  { flags: "--approve <hash>", help: "approve the plan with this hash only" },
];

/** Palette user-data: looked at, judged, taken over, written. */
export const userData: CliCommand = {
  name: "user-data",
  summary: "Read and write the user-data of Palette",
  commands: [
    {
      name: "show",
      summary: "Show what user-data says, where it comes from, and what it becomes here",
      args: [{ name: "<file...>", help: "user-data, the weakest first; - is standard input" }],
      run: showUserData,
    },
    {
      name: "validate",
      summary: "Check user-data: every problem with its line, and what to do",
      args: [FILES],
      run: validate,
    },
    {
      name: "import",
      summary: "Take user-data over: what it changes, the plan, and the run once approved",
      args: [{ name: "<where>", help: "a file, - for standard input, or sticks: a cidata medium" }],
      options: [
        {
          flags: "--layer <layer>",
          help: "site unless told; user-data: of the image, weaker than site",
          choices: ["site", "user-data"],
        },
        ...APPROVAL,
      ],
      run: importUserData,
    },
    {
      name: "forget",
      summary: "Take a layer of user-data out again",
      args: [{ name: "<layer>", help: "site or user-data" }],
      options: APPROVAL,
      run: forgetUserData,
    },
    {
      name: "export",
      summary: "Print user-data that asks for what this host's document asks for",
      args: [{ name: "[file]", help: "user-data to edit: its comments and unknown names stay" }],
      options: [SECRET_OPTION],
      run: exportUserData,
    },
  ],
};

/** All files are judged before the exit code is. */
async function validate(call: Call): Promise<number> {
  const { out, args, world } = call;
  const { parseUserData } = await import("../../user-data/index.ts");
  const refused: string[] = [];
  for (const path of args) {
    const { name, text } = await readGiven(path, world);
    const parsed = parseUserData(text, { source: name });
    const issues: readonly Issue[] = parsed.is === "valid" ? parsed.warnings : parsed.issues;
    await printIssues(issues, name, out.line);
    for (const issue of issues) out.object({ file: name, issue });
    out.object({ file: name, valid: parsed.is === "valid", issues: issues.length });
    const rest = issues.length === 0 ? "" : `, ${countIssues(issues)}`;
    if (parsed.is === "valid") out.line(`${out.mark("ok")} ${name} is valid${rest}`);
    else refused.push(`${name}: ${countIssues(issues)}`);
  }
  if (refused.length > 0) throw new BringupError("DOCUMENT_INVALID", refused.join("; "));
  return 0;
}
