import type { RunContext } from "../../engine/index.ts";

/** One file of a snapshot, as its record proves it. */
export interface KeptFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface Place {
  /** There already, for root alone. */
  readonly folder: string;
  readonly name: string;
}

/** Keys are never read by us: they go from one file to another that only root may open. */
export async function keepFile(
  from: string,
  { folder, name }: Place,
  { host, signal, report }: RunContext,
): Promise<KeptFile> {
  const to = `${folder}/${name}`;
  const sha256 = (await host.files.sha256(from, { signal })) ?? "";
  await host.files.copy(from, to, {
    ...{ mode: 0o600, sha256, signal },
    onBytes: (done, total) => report({ evidence: `keeping ${name}`, done, total, unit: "bytes" }),
  });
  return { name, sizeBytes: (await host.files.stat(to))?.sizeBytes ?? 0, sha256 };
}
