import { BringupError } from "../../errors/index.ts";
import type { Call, CliCommand } from "../command.ts";
import { printTable } from "../table.ts";

/** For the keyboard of the machine itself; at the far end of a line it is the other machine's. */
export const keyboard: CliCommand = {
  name: "keyboard",
  summary: "Choose the layout of the keyboard of this machine, until its next start",
  args: [{ name: "[layout]", help: "as in the list that is printed without it" }],
  run: choose,
};

async function choose({ args, out, choice }: Call): Promise<number> {
  const { KEYBOARD_LAYOUTS, loadKeyboardLayout } = await import("../../terminal/index.ts");
  const [code] = args;
  if (code === undefined) {
    for (const { code: name, title } of KEYBOARD_LAYOUTS) out.object({ layout: name, title });
    printTable(["LAYOUT", "KEYBOARD"], KEYBOARD_LAYOUTS.map(row), out);
    return 0;
  }
  const layout = KEYBOARD_LAYOUTS.find((known) => known.code === code);
  if (layout === undefined) {
    throw new BringupError("USAGE", `there is no layout ${code}`, {
      hint: "See bringup keyboard.",
    });
  }
  if (choice.rehearse || choice.root !== undefined) {
    throw new BringupError("COMMAND_DENIED", "a rehearsal or a directory has no keyboard");
  }
  const loaded = await loadKeyboardLayout(layout);
  if (loaded.is === "missing") {
    throw new BringupError("COMMAND_MISSING", "loadkeys is not installed", {
      hint: "Install the package kbd, or console-setup.",
    });
  }
  if (loaded.is === "failed") throw new BringupError("COMMAND_FAILED", loaded.why);
  out.object({ layout: code });
  out.line(`The keyboard is now ${layout.title}, until the next start.`);
  return 0;
}

const row = (layout: { readonly code: string; readonly title: string }): readonly string[] => [
  layout.code,
  layout.title,
];
