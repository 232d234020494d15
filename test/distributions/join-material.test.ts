import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDriver } from "../../src/distributions/index.ts";

const HASH = "0123456789abcdef".repeat(4);
const PIN = `sha256:${HASH}`;
const KEY = "c".repeat(64);
const FULL = `K10${HASH}::server:${"ab".repeat(16)}`;
const CANONICAL = Buffer.from(
  JSON.stringify({
    ...{ name: "edge2", secret: "s".repeat(64), fingerprint: "f".repeat(64) },
    join_addresses: ["10.0.0.11:6400", "10.0.0.12:6400"],
  }),
).toString("base64");
const BOOT = "t0cqf6.04f1qaz8us7atdh5";

async function wayOf(distribution: string) {
  const { join } = await loadDriver(distribution);
  assert.ok(join);
  return join;
}

/** As a terminal of 80 columns gives back what it had to break, or a person what they copied. */
const BROKEN: Readonly<Record<string, (text: string) => string>> = {
  "in one piece": (text) => text,
  "at 80 columns": (text) => text.replace(/(.{80})/g, "$1\r\n"),
  "at 79 columns, pasted with blanks": (text) => text.replace(/(.{79})/g, "$1 "),
  "at 37 columns, indented": (text) => text.replace(/(.{37})/g, "$1\n   "),
};

const WHOLE: readonly (readonly [distribution: string, text: string, read: object])[] = [
  [
    "kubeadm",
    `kubeadm join [fd00::1]:6443 --token ${BOOT} --discovery-token-ca-cert-hash ${PIN} --control-plane --certificate-key ${KEY}`,
    {
      ...{ server: "[fd00::1]:6443", token: BOOT, pin: PIN, certificateKey: KEY },
      role: "control-plane",
    },
  ],
  [
    "kubeadm",
    `kubeadm join --token=${BOOT} --discovery-token-ca-cert-hash=${PIN} edge.example.net:6443`,
    { server: "edge.example.net:6443", token: BOOT, pin: PIN, role: "worker" },
  ],
  ["k3s", FULL, { token: FULL, pin: PIN }],
  ["k3s", `https://10.0.0.1:6443 ${FULL}`, { server: "10.0.0.1:6443", token: FULL, pin: PIN }],
  ["canonical", CANONICAL, { token: CANONICAL, server: "10.0.0.11:6400", role: "control-plane" }],
];

for (const [title, broken] of Object.entries(BROKEN))
  test(`a distribution's own material is read however a terminal broke it: ${title}`, async () => {
    for (const [distribution, text, read] of WHOLE) {
      const way = await wayOf(distribution);
      assert.deepEqual(way.parse(broken(text)), read, `${distribution}: ${broken(text)}`);
      assert.equal(way.flaw(broken(text)), undefined, distribution);
    }
  });

test("material that is spelled out again is read as the same", async () => {
  for (const [distribution, text] of WHOLE) {
    const way = await wayOf(distribution);
    const material = way.parse(text);
    assert.ok(material);
    assert.deepEqual(way.parse(way.spell(material)), material, distribution);
  }
});

const AS_THEY_STAND: readonly (readonly [text: string, read: object | undefined])[] = [
  [
    `curl -sfL https://get.k3s.io | K3S_URL=https://10.0.0.1:6443 K3S_TOKEN=${FULL} sh -`,
    { server: "10.0.0.1:6443", token: FULL, pin: PIN },
  ],
  [
    `curl -sfL https://get.k3s.io | K3S_TOKEN=${FULL} sh -s - server --server https://10.0.0.1:6443`,
    { server: "10.0.0.1:6443", token: FULL, pin: PIN, role: "control-plane" },
  ],
  [
    `k3s agent --server https://edge.example.net:6443 --token ${FULL}`,
    { server: "edge.example.net:6443", token: FULL, pin: PIN, role: "worker" },
  ],
  [
    "server: https://10.0.0.1:9345\ntoken: my-own-secret\n",
    { server: "10.0.0.1:9345", token: "my-own-secret" },
  ],
  ["token: my-own-secret", undefined],
  ["https://get.k3s.io", undefined],
];

test("a token is found in configurations, environments and commands, with the server they name", async () => {
  const { parse } = await wayOf("rke2");
  for (const [text, read] of AS_THEY_STAND) assert.deepEqual(parse(text), read, text);
});

test("all that kubeadm init prints has a line for either role, and the person says which", async () => {
  const { parse } = await wayOf("kubeadm");
  const line = `kubeadm join 10.0.0.1:6443 --token ${BOOT} \\\n\t--discovery-token-ca-cert-hash ${PIN}`;
  const printed = `You can now join:\n\n  ${line} \\\n\t--control-plane --certificate-key ${KEY}\n\nThen:\n\n${line}\n`;
  assert.deepEqual(parse(printed), {
    ...{ server: "10.0.0.1:6443", token: BOOT, pin: PIN, certificateKey: KEY },
  });
});

const CUT: readonly (readonly [distribution: string, text: string, why: RegExp])[] = [
  ["kubeadm", "kubeadm join 10.0.0.1:6443", /has no --token/],
  ["kubeadm", "kubeadm join 10.0.0.1:6443 --token t0cqf6.04f1", /its token is cut/],
  [
    "kubeadm",
    `kubeadm join a:6443 --token ${BOOT} --discovery-token-ca-cert-hash ${PIN.slice(0, -3)}`,
    /its pin is cut/,
  ],
  [
    "kubeadm",
    `kubeadm join a:6443 --token ${BOOT} --control-plane --certificate-key cafe`,
    /its certificate key is cut/,
  ],
  ["kubeadm", `kubeadm join a:6443 --token ${BOOT} --discovery-token-`, /middle of an option/],
  ["kubeadm", "kubeadm join --discovery-file /root/a.conf", /--discovery-file/],
  ["k3s", FULL.slice(0, 50), /its token is cut/],
  ["k3s", FULL.slice(0, -5), /its token is cut/],
  ["k3s", "https://10.0.0.1:6443", /no token is there/],
  ["rke2", "server: https://10.0.0.1:9345", /no token is there/],
  ["canonical", CANONICAL.slice(0, -9), /its token is cut/],
  ["canonical", "sudo k8s join-cluster", /its line has no token/],
];

test("half a line says what of it is missing and where a whole one comes from, and no secret of it", async () => {
  for (const [distribution, text, why] of CUT) {
    const { flaw, shownBy } = await wayOf(distribution);
    const found = flaw(text);
    assert.match(found?.why ?? "", why, text);
    assert.ok(found?.hint.includes(shownBy.material), found?.hint);
    for (const secret of [BOOT, FULL.slice(75), CANONICAL.slice(0, 40)])
      assert.ok(!JSON.stringify(found).includes(secret), text);
  }
});

test("nonsense and the lines of others are nothing that a distribution lets nodes in by", async () => {
  const strange = [
    "",
    "hello",
    "https://example.net/",
    "a".repeat(5000),
    "token",
    "K10",
    "kubeadm",
  ];
  for (const distribution of ["k3s", "rke2", "kubeadm", "canonical"]) {
    const { parse, flaw } = await wayOf(distribution);
    for (const text of strange)
      assert.deepEqual(
        [parse(text), flaw(text)],
        [undefined, undefined],
        `${distribution}: ${text}`,
      );
  }
});
