import type { FoundCertificate } from "../certificates/index.ts";
import type { Output } from "./output.ts";

/** One certificate as a person compares it. */
export async function printCertificate(found: FoundCertificate, out: Output): Promise<void> {
  const { certificateRows } = await import("../certificates/index.ts");
  for (const [title, text] of certificateRows(found)) out.line(`  ${title.padEnd(9)}${text}`);
}
