// A host that asks its plane, in a namespace without any network. Prints what a person is told.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMachineHost } from "../../../src/host/index.ts";
import { createRegistration } from "../../../src/registration/index.ts";

const folder = mkdtempSync(join(tmpdir(), "bringup-no-network-"));
const kept = new Map<string, unknown>();
const registration = createRegistration({
  host: createMachineHost(),
  memory: { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) },
  keyPath: join(folder, "registration.key"),
  agent: { name: "bringup", version: "test" },
  identity: () => ({ id: "edge-1", idSource: "test", name: "rack12" }),
  device: () => ({}),
  onChange({ state, problem, nextTryMs }) {
    if (problem === undefined || nextTryMs === undefined) return;
    process.stdout.write(JSON.stringify({ state, code: problem.code, says: problem.message }));
    rmSync(folder, { recursive: true });
    process.exit(0);
  },
});
await registration.start({ method: "qr", plane: "https://plane.example" });
