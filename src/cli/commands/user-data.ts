import { BringupError } from "../../errors/index.ts";
import type { Issue } from "../../spec/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { SECRET_OPTION } from "../document-options.ts";
import { exportUserData } from "../export-user-data.ts";
import { readGiven } from "../read-text.ts";
import { countIssues, printIssues } from "../render-issues.ts";
import { showUserData } from "../show-user-data.ts";

const FILES = { name: "<file...>", help: "user-data; - is standard input" };

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
