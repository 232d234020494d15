import { BringupError } from "../../errors/index.ts";
import type { CliCommand } from "../command.ts";
import { DOCUMENT_OPTION, requiredFile } from "../document-options.ts";
import { parseGiven } from "../parse-given.ts";
import { readGiven } from "../read-text.ts";
import { countIssues, printIssues } from "../render-issues.ts";

/** Every problem at once, with its place and what to do. Needs no engine and no host. */
export const validate: CliCommand = {
  name: "validate",
  summary: "Check a document without touching anything",
  options: [DOCUMENT_OPTION],
  async run(call) {
    const { out } = call;
    const given = await readGiven(requiredFile(call), call.world);
    const parsed = await parseGiven(given);
    const issues = parsed.is === "valid" ? parsed.warnings : parsed.issues;
    await printIssues(issues, given.name, out.line);
    for (const issue of issues) out.object({ issue });
    out.object({ valid: parsed.is === "valid", issues: issues.length });
    if (parsed.is === "invalid") {
      throw new BringupError("DOCUMENT_INVALID", `${given.name}: ${countIssues(issues)}`);
    }
    const rest = issues.length === 0 ? "" : `, ${countIssues(issues)}`;
    out.line(`${out.mark("ok")} ${given.name} is valid${rest}`);
    return 0;
  },
};
