import { BringupError } from "../../errors/index.ts";
import type { CliCommand } from "../command.ts";
import type { Output } from "../output.ts";
import type { World } from "../world.ts";

/** Only looks; works without agent and root; a document that is there is asked too. */
export const id: CliCommand = {
  name: "id",
  summary: "Print the edge ID of this host and where it comes from",
  options: [{ flags: "--qr", help: "draw it for a phone as well; on a terminal" }],
  async run({ world, choice, out, flag }) {
    const host = await world.openHost(choice);
    const { observeIdentity } = await import("../../identity/index.ts");
    const { readOwnDocument, readRememberedId } = await import("../../agent/index.ts");
    const remembered = readRememberedId(choice);
    const document = await readOwnDocument(choice);
    const found = await observeIdentity(host, {
      document,
      ...(remembered === undefined ? {} : { remembered }),
    });
    if (found.is === "unknown") {
      throw new BringupError("FILE_UNREADABLE", `the edge ID cannot be told: ${found.why}`, {
        hint: "Run again as root: only root can read the numbers of the hardware.",
      });
    }
    out.object(found);
    if (found.is === "needs-random") {
      out.line(`No ID yet: ${found.why}.`);
      out.note("The agent makes one and remembers it, when it first starts.");
      return 1;
    }
    out.line(found.id);
    out.note(`${found.shown}   ${found.origin}`);
    if (found.note !== undefined) out.note(found.note);
    if (flag("qr") && !out.json) await drawQr(found.id, world, out);
    return 0;
  },
};

/** Reverse video and blanks: what every terminal has, whatever its font. For a dark one. */
async function drawQr(text: string, { stdout }: World, out: Output): Promise<void> {
  if (stdout.isTTY !== true) return out.note("A QR code is drawn on a terminal only.");
  const { layoutQr } = await import("../../registration/index.ts");
  const columns = stdout.columns ?? 80;
  const request = { text, columns, rows: Number.POSITIVE_INFINITY, glyphs: "reverse" } as const;
  const layout = layoutQr(request);
  if (layout.is !== "cells") return out.note(layout.reason);
  for (const row of layout.rows) {
    out.line(row.map((run) => (run.style === "reverse" ? reversed(run.text) : run.text)).join(""));
  }
}

const reversed = (text: string) => `\u001b[7m${text}\u001b[27m`;
