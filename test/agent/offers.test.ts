import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { lookAtOffers } from "../../src/agent/offers.ts";
import { DISTRIBUTIONS } from "../../src/distributions/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { freshSnapshot } from "../support/session.ts";

const PLACE = "/opt/bringup/artefacts";

test("releases of several distributions are found, those in a folder of their name as well", async () => {
  const files: Record<string, { content: string | Uint8Array; mode: number }> = {};
  for (const { id, practice } of DISTRIBUTIONS) {
    const { version } = practice;
    const contents = (await practice.load()).artefacts({ version, architecture: "amd64" });
    for (const [name, file] of Object.entries(contents)) files[`${PLACE}/${id}/${name}`] = file;
  }
  const host = createMemoryHost({
    files,
    commands: {
      k3s: () => exited("k3s version v1.35.3+k3s1 (simulated)\n"),
      kubelet: () => exited("Kubernetes v1.36.2\n"),
    },
  });
  const board = createBoard(freshSnapshot(), () => 0);
  await lookAtOffers({ board, host }, new AbortController().signal);
  const found = board.snapshot().offers?.found ?? [];
  for (const [id, version] of [
    ["k3s", "1.35.3+k3s1"],
    ["kubeadm", "1.36.2"],
  ] as const)
    assert.deepEqual(
      found.filter(({ distribution }) => distribution === id),
      [{ distribution: id, version, directory: `${PLACE}/${id}` }],
    );
});
