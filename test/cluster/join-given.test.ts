import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type JoinValues,
  joinAsked,
  joinFields,
  joinReader,
  joinWords,
} from "../../src/cluster/index.ts";
import { emptyDocument, parseDocument, renderDocument } from "../../src/spec/index.ts";

const HASH = "0123456789abcdef".repeat(4);
const PIN = `sha256:${HASH}`;
const KEY = "c".repeat(64);
const SECRET = "ab".repeat(16);
const FULL = `K10${HASH}::server:${SECRET}`;
const BOOT = "t0cqf6.04f1qaz8us7atdh5";
const LINE = `kubeadm join 10.0.0.1:6443 --token ${BOOT}`;
const PINNED = `${LINE} --discovery-token-ca-cert-hash ${PIN}`;
const CANONICAL = Buffer.from(
  JSON.stringify({
    ...{ secret: "s".repeat(64), fingerprint: "f".repeat(64), token: "t", _: "m!!" },
    join_addresses: ["10.0.0.11:6400"],
  }),
).toString("base64");
const FOUND = [
  { distribution: "k3s", version: "1.35.3+k3s1", directory: "/opt/k3s" },
  { distribution: "kubeadm", version: "1.35.3", directory: "/opt/kubeadm" },
];

const read = await joinReader();
const saysOf = (text: string) => joinWords(read(text), 0);

const SAID: readonly (readonly [text: string, isUsable: boolean, says: RegExp | string])[] = [
  [
    PINNED,
    true,
    "join material of kubeadm (PXK-E), this host as worker, through 10.0.0.1:6443, with its pin",
  ],
  [
    LINE,
    true,
    "join material of kubeadm (PXK-E), this host as worker, through 10.0.0.1:6443, no pin in it",
  ],
  [
    `https://10.0.0.1:9345 ${FULL}`,
    true,
    "join material of RKE2, for either role, through 10.0.0.1:9345, the pin is in its token",
  ],
  [
    FULL,
    true,
    "join material of K3s or RKE2, for either role, no address in it, the pin is in its token",
  ],
  [SECRET, true, "join material of K3s or RKE2, for either role, no address in it, no pin in it"],
  [
    CANONICAL,
    true,
    "join material of Canonical Kubernetes, this host as worker, through 10.0.0.11:6400, the pin is in its token",
  ],
  [
    `${LINE} --discovery-token-ca-cert-hash sha256:12`,
    false,
    /^this looks like kubeadm.*, but its pin is cut .*kubeadm token create/,
  ],
  [
    "https://10.0.0.1:6443",
    false,
    /^this looks like K3s, but .*no token is there\. .*cat \/var\/lib\/rancher\/k3s/,
  ],
  [
    "nonsense",
    false,
    "this is neither the line of a member nor what a distribution lets nodes in by",
  ],
];

test("what is pasted says whose it is, for whom, where, whether a pin is in it, and never a secret", () => {
  for (const [text, isUsable, says] of SAID) {
    const said = saysOf(text);
    assert.equal(said.isUsable, isUsable, said.text);
    if (typeof says === "string") assert.equal(said.text, says);
    else assert.match(said.text, says);
    for (const secret of [BOOT, SECRET, CANONICAL]) assert.ok(!said.text.includes(secret), text);
  }
});

test("only what the material does not say is asked beside it", () => {
  const names = (text: string, values: JoinValues = {}) =>
    joinFields(read(text), values, FOUND).map(({ name }) => name);
  assert.deepEqual(names(PINNED), ["cluster", "version"]);
  assert.deepEqual(names(LINE), ["cluster", "pin", "version"]);
  assert.deepEqual(names(`${PINNED} --control-plane`), ["cluster", "certificateKey", "version"]);
  assert.deepEqual(names(CANONICAL), ["cluster", "version"]);
  assert.deepEqual(names(FULL), ["distribution", "cluster", "role", "server", "version"]);
  assert.deepEqual(names("nonsense"), []);
});

function asked(text: string, values: JoinValues) {
  const wish = {
    ...{ given: read(text), values, artefacts: "", found: FOUND, askedArtefacts: undefined },
    documentText: renderDocument(emptyDocument()),
  };
  return joinAsked(wish, 0);
}

test("a field says on which command of a control plane its value is shown", () => {
  const line = `${LINE} --control-plane`;
  const details = joinFields(read(line), {}, FOUND).map((field) => field.details);
  for (const command of [/openssl x509 -in .*ca\.crt/, /kubeadm init phase upload-certs/])
    assert.ok(
      details.some((text) => command.test(text)),
      String(command),
    );
});

test("a line of kubeadm becomes a document that joins by it, with its secrets by name only", () => {
  const line = `${PINNED} --control-plane --certificate-key ${KEY}`;
  const made = asked(line, { cluster: "rack12" });
  assert.ok(made.is === "plan", JSON.stringify(made));
  assert.deepEqual(made.secrets, { "join-token": BOOT, "join-certificate-key": KEY });
  assert.ok(![BOOT, KEY].some((secret) => made.documentText.includes(secret)));
  const parsed = parseDocument(made.documentText);
  assert.deepEqual(parsed.is === "valid" && parsed.host.spec.cluster, {
    ...{ name: "rack12", distribution: "kubeadm", version: "1.35.3", role: "control-plane" },
    artefacts: "/opt/kubeadm",
    join: {
      ...{ server: "10.0.0.1:6443", token: { secret: "join-token" }, pin: PIN },
      certificateKey: { secret: "join-certificate-key" },
    },
  });
});

test("a pin is taken as sha256sum prints it, and a server as a URL", () => {
  const made = asked(SECRET, {
    ...{ cluster: "rack12", server: "https://10.0.0.1:6443/", role: "worker" },
    pin: `${HASH}  /var/lib/rancher/k3s/server/tls/server-ca.crt`,
  });
  assert.ok(made.is === "plan", JSON.stringify(made));
  const parsed = parseDocument(made.documentText);
  assert.deepEqual(parsed.is === "valid" && parsed.host.spec.cluster?.join, {
    ...{ server: "10.0.0.1:6443", token: { secret: "join-token" }, pin: PIN },
  });
});

const REFUSED: readonly (readonly [
  text: string,
  values: JoinValues,
  field: string | undefined,
  why: RegExp,
])[] = [
  [PINNED, {}, "cluster", /^Cluster name is missing$/],
  [LINE, { cluster: "a" }, "pin", /^Pin of the authority is missing$/],
  [LINE, { cluster: "a", pin: "yes" }, "pin", /no SHA-256/],
  [`${PINNED} --control-plane`, { cluster: "a" }, "certificateKey", /^Certificate key is missing$/],
  [
    `${PINNED} --control-plane`,
    { cluster: "a", certificateKey: "nonsense" },
    undefined,
    /certificate key is cut or changed/,
  ],
  [CANONICAL, { cluster: "a" }, "version", /^Version is missing$/],
];

test("what is missing or wrong beside the line is named", () => {
  for (const [text, values, field, why] of REFUSED) {
    const made = asked(text, values);
    assert.ok(made.is === "not-yet", text);
    assert.match(made.why, why);
    assert.equal(made.field, field, made.why);
  }
});
