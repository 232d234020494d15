import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/distributions/evidence.ts";
import { SIGNATURES } from "../../src/distributions/rke2/signatures.ts";
import { SERVER_SIGNATURES } from "../../src/distributions/shared/server-signatures.ts";

/** Lines of RKE2 as its documentation and source have them; those it shares are tested with K3s. */
const LINES: readonly [code: string, line: string][] = [
  ["CIS_USER_MISSING", 'level=fatal msg="missing required: user: unknown user etcd"'],
  ["CIS_USER_MISSING", 'level=fatal msg="missing required: group: unknown group etcd"'],
  [
    "KERNEL_DEFAULTS",
    'level=fatal msg="invalid kernel parameter value vm.overcommit_memory=0 - expected 1"',
  ],
  [
    "IMAGES_MISSING",
    'level=fatal msg="failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.35.3-rke2r1: dial tcp: i/o timeout"',
  ],
  ["IMAGES_DAMAGED", 'level=fatal msg="failed to extract runtime image: unexpected EOF"'],
  ["CONFIG_REFUSED", 'level=fatal msg="invalid value provided for --cni flag"'],
  ["CONFIG_REFUSED", 'level=fatal msg="invalid value provided for --profile flag"'],
];

const codeOf = (line: string) => explain(SIGNATURES, [line])?.signature.code;

test("each known failure is recognised in the words of RKE2", () => {
  for (const [code, line] of LINES) assert.equal(codeOf(line), code, line);
});

test("what happens to its relatives is recognised too, by the same words", () => {
  assert.equal(
    codeOf('level=fatal msg="listen tcp :9345: bind: address already in use"'),
    "ADDRESS_IN_USE",
  );
  assert.equal(codeOf('level=fatal msg="RKE2_TOKEN is required to join a cluster"'), "TOKEN_LOST");
  assert.equal(codeOf('level=info msg="rke2 is up and running"'), undefined);
});

test("every signature of its own is met by one recorded line", () => {
  const met = new Set(LINES.map(([, line]) => explain(SIGNATURES, [line])?.signature));
  const shared = new Set(SERVER_SIGNATURES);
  const own = SIGNATURES.filter((signature) => !shared.has(signature));
  assert.deepEqual(
    own.filter((signature) => !met.has(signature)).map(({ contains }) => contains),
    [],
  );
});
