// One import in a process of its own, for test/bench/import.ts: prints its peak memory in MiB.
import { createMachineHost } from "../../src/host/index.ts";

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("import-once FROM TO");
const { files } = createMachineHost();
const { bytes } = await files.unpack(from, to, {
  bootId: "bench",
  marker: { name: "marker.json", content: "{}\n" },
  maxEntries: 100_000,
  keepFreeBytes: 0,
});
process.stdout.write(JSON.stringify({ bytes, peakKib: process.resourceUsage().maxRSS }));
