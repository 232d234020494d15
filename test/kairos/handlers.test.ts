import { digestOf, type Step } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryFile } from "../../src/host/index.ts";
import { KAIROS_HANDLERS, persistEmit, persistWithdraw } from "../../src/kairos/index.ts";
import { fileEnsure, STEP_HANDLERS } from "../../src/steps/index.ts";
import { type HandlerCase, handlerContract } from "../contract/handlers.ts";

const KEPT = "/usr/local/bringup/kept";
const STEPS: readonly Step[] = [fileEnsure({ id: "a.file", path: "/etc/x", template: "x\n" })];
const emit = persistEmit({ cluster: "rack12", commit: "/var/lib/x.json", steps: STEPS });
const LEFT: Readonly<Record<string, MemoryFile>> = {
  "/usr/local/bringup/boot-steps.json": { content: "of before", mode: 0o600 },
  "/usr/local/cloud-config/90_bringup_boot.yaml": { content: "of before", mode: 0o600 },
};

const secret = fileEnsure({
  id: "b.file",
  path: "/etc/containerd/x.toml",
  template: "password = {{secret:registry}}\n",
  mode: 0o600,
  secrets: { registry: "digest" },
});
const keep = `${KEPT}/etc_containerd_x.toml`;
const copied: Step = {
  ...secret,
  params: { ...secret.params, keep },
  inputsDigest: digestOf(keep),
};

const CASES: readonly (Omit<HandlerCase, "handler" | "host"> & {
  readonly files?: Readonly<Record<string, MemoryFile>>;
})[] = [
  { title: "what a start does again, on a fresh host", step: emit },
  { title: "what a start does again, in place of something older", step: emit, files: LEFT },
  {
    title: "what a start does again, withdrawn with its copies",
    step: persistWithdraw(),
    files: { ...LEFT, [keep]: { content: "s3cret", mode: 0o600 } },
  },
  {
    title: "a forgotten file with a copy where it is kept",
    step: copied,
    secrets: { registry: "s3cret" },
  },
];

for (const { files, ...given } of CASES) {
  const handlers = [...KAIROS_HANDLERS, ...STEP_HANDLERS];
  const handler = handlers.find(({ kind }) => kind === given.step.kind);
  if (handler === undefined) throw new Error(`no handler for ${given.step.kind}`);
  handlerContract({ ...given, handler, host: () => createMemoryHost(files ? { files } : {}) });
}
