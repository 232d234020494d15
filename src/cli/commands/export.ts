import { withEngineToLook } from "../ask.ts";
import type { CliCommand } from "../command.ts";

/** The merge of all layers as one document, which `apply -f` accepts as a no-op. */
export const exportDocument: CliCommand = {
  name: "export",
  summary: "Print the document this host follows, all layers merged",
  options: [{ flags: "--origins", help: "say behind each value which layer it came from" }],
  async run(call) {
    return withEngineToLook(call, async ({ client }) => {
      const { effective, generation, origins } = client.snapshot().document;
      call.out.object({ document: effective, generation, origins });
      if (call.out.json) return 0;
      const { exportDocument: render } = await import("../../spec/index.ts");
      call.out.raw(render(effective, call.flag("origins") ? origins : undefined));
      return 0;
    });
  },
};
