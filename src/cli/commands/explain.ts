import { BringupError } from "../../errors/index.ts";
import type { Call, CliCommand } from "../command.ts";

/** What a code means, why it comes to that and what to do; works on any machine, without an agent. */
export const explain: CliCommand = {
  name: "explain",
  summary: "Say what an error or finding means, and what to do",
  args: [
    { name: "[code]", help: "as it is shown, such as PROXY_AUTH_REQUIRED; none: list them all" },
  ],
  async run(call) {
    const [code] = call.args;
    const { allPages, findPage, pageLines } = await import("../../explain/index.ts");
    if (code === undefined) {
      listPages(call, await allPages());
      return 0;
    }
    const found = await findPage(code);
    if (found.is === "unknown") throw unknownCode(code, found.nearest);
    call.out.object(found.page);
    for (const line of pageLines(found.page, call.out.width)) call.out.line(line);
    return 0;
  },
};

type Listed = { readonly code: string; readonly chapter: string; readonly means: string };

function listPages({ out }: Call, pages: readonly Listed[]): void {
  let chapter = "";
  for (const page of pages) {
    if (page.chapter !== chapter) out.line(chapter === "" ? page.chapter : `\n${page.chapter}`);
    chapter = page.chapter;
    out.object({ code: page.code, chapter: page.chapter, means: page.means });
    out.line(`  ${page.code}  ${page.means}`);
  }
}

function unknownCode(code: string, nearest: string | undefined): BringupError {
  return new BringupError("USAGE", `there is no code ${code}`, {
    hint:
      nearest === undefined ? "See bringup explain for all of them." : `Did you mean ${nearest}?`,
  });
}
