import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { createCliBench } from "../support/cli-world.ts";

const TOKEN = "t0cqf6.04f1qaz8us7atdh5";
const LINE = `kubeadm join 10.10.216.81:6443 --token ${TOKEN}`;
const FULL = `K10${"0123456789abcdef".repeat(4)}::server:${"ab".repeat(16)}`;
const PIN = `sha256:${"3a".repeat(32)}`;

async function refused(text: string, ...options: readonly string[]) {
  const bench = createCliBench({ host: createMemoryHost(), stdin: text });
  const { exitCode, stdout, stderr } = await bench.run(
    "cluster",
    "join",
    "--material",
    "-",
    ...options,
  );
  assert.ok(![TOKEN, FULL].some((secret) => `${stdout}${stderr}`.includes(secret)));
  return { exitCode, said: stderr.replace(/\s+/g, " ") };
}

const REFUSED: readonly (readonly [text: string, options: readonly string[], said: RegExp])[] = [
  [LINE, [], /--name is missing: As its other hosts call it/],
  [LINE, ["--name", "rack12"], /--pin is missing: Without it anybody .* openssl x509/],
  [LINE, ["--name", "rack12", "--pin", "yes"], /standard input: The pin is no SHA-256/],
  [`${LINE} --control-plane`, ["--name", "r", "--pin", PIN], /Certificate key is missing/],
  [FULL, ["--name", "rack12"], /--distribution is missing: standard input can be of K3s or RKE2/],
  [FULL, ["--distribution", "kubeadm"], /is not what kubeadm lets nodes in by, but K3s or RKE2/],
  [FULL, ["--name", "rack12", "--distribution", "k3s"], /--server is missing/],
  [FULL.slice(0, 60), [], /looks like K3s or RKE2, but its token is cut/],
  ["nonsense", [], /neither the line of a member nor what a distribution lets nodes in by/],
];

for (const [text, options, said] of REFUSED)
  test(`material that cannot be used says what is missing: ${said.source}`, async () => {
    const answer = await refused(text, ...options);
    assert.equal(answer.exitCode, 2, answer.said);
    assert.match(answer.said, said);
  });
