import assert from "node:assert/strict";
import { test } from "node:test";
import { createRedactor, redactText, wholeSecret } from "../../src/secrets/index.ts";

/** Every line has a secret with the word PLANTED or its Base64 in it, and what must stay. */
const SHAPES: Readonly<Record<string, { readonly text: string; readonly left: string }>> = {
  "a token of an edge host": {
    text: "    edgeHostToken: PLANTED1x\n",
    left: "    edgeHostToken: ********\n",
  },
  "a password in a proxy address": {
    text: "  httpProxy: http://edge:PLANTED@proxy.lab:3128 # site\n",
    left: "  httpProxy: http://********@proxy.lab:3128 # site\n",
  },
  "a password with signs of an address in it": {
    text: "http_proxy=http://edge:p@PLANTED/w:rd@proxy.lab:3128 next\n",
    left: "http_proxy=http://********@proxy.lab:3128 next\n",
  },
  "a password hash": {
    text: "root:$6$salt$PLANTED.hash/abcdef:19000:0:::\nedge:$y$j9T$PLANTED$PLANTEDPLANTED:1::\n",
    left: "root:********:19000:0:::\nedge:********:1::\n",
  },
  "a password with spaces": {
    text: "password: PLANTED two words\nuser: x\n",
    left: "password: ********\nuser: x\n",
  },
  "a block of lines": {
    text: "a:\n  password: |\n    PLANTED one\n      PLANTED two\n\n    PLANTED three\n  next: here\n",
    left: "a:\n  password: |\n    ********\n      ********\n\n    ********\n  next: here\n",
  },
  "a wireless network": {
    text: 'ssid="lab"\n  psk="PLANTED it"\n  wpa_passphrase=PLANTED\nwep_key0=PLANTED\n',
    left: 'ssid="lab"\n  psk="********"\n  wpa_passphrase=********\nwep_key0=********\n',
  },
  "a header in a log": {
    text: "> Authorization: Bearer PLANTED.x and more\nsent bearer PLANTEDPLANTED ok\n",
    left: "> Authorization: ******** and more\nsent bearer ******** ok\n",
  },
  "the key of a kubeconfig": {
    text: "    client-key-data: UExBTlRFRA==\n    client-certificate-data: cHVibGlj\n",
    left: "    client-key-data: ********\n    client-certificate-data: cHVibGlj\n",
  },
  "a command line": {
    text: "x join 10.0.0.1 --token abcdef.0123456789abcdef --skip\ncurl -u bob:PLANTED https://x/\n",
    left: "x join 10.0.0.1 --token ******** --skip\ncurl -u bob:******** https://x/\n",
  },
  "a token of a server": {
    text: `x K10${"a".repeat(64)}::server:PLANTED y\n`,
    left: "x ******** y\n",
  },
  "a token that is an object in Base64": {
    text: "joined with eyJ0b2tlbiI6IlBMQU5URUQifQ== now\n",
    left: "joined with ******** now\n",
  },
  "the environment of a pod": {
    text: "    - name: DB_PASSWORD\n      value: PLANTED\n    - name: DEBUG\n      value: on\n",
    left: "    - name: DB_PASSWORD\n      value: ********\n    - name: DEBUG\n      value: on\n",
  },
  "the environment of a pod on one line, and in an annotation": {
    text: '{"env":[{"name":"DB_PASSWORD","value":"PLANTED"},{"name":"A","value":"b"}]}\n{\\"name\\":\\"API_KEY\\",\\"value\\":\\"PLANTED\\"}\n',
    left: '{"env":[{"name":"DB_PASSWORD","value":"********"},{"name":"A","value":"b"}]}\n{\\"name\\":\\"API_KEY\\",\\"value\\":\\"********\\"}\n',
  },
  "the environment of a pod in several lines": {
    text: "    - name: SITE_TOKEN\n      value: |\n        PLANTED\n        PLANTED\n    - name: B\n      value: c\n",
    left: "    - name: SITE_TOKEN\n      value: ********\n        ********\n        ********\n    - name: B\n      value: c\n",
  },
  "a private key in a journal": {
    text: "22 a: -----BEGIN RSA PRIVATE KEY-----\n22 a: PLANTED\n22 a: -----END RSA PRIVATE KEY-----\n22 b\n",
    left: "22 a: ********\n********\n********\n22 b\n",
  },
  "a private key in JSON": {
    text: '{"k":"-----BEGIN PRIVATE KEY-----\\nPLANTED\\n-----END PRIVATE KEY-----","n":1}\n',
    left: '{"k":"********","n":1}\n',
  },
  "a private key in Base64": {
    text: `content: ${Buffer.from("-----BEGIN EC PRIVATE KEY-----\nPLANTEDPLANTED\n").toString("base64")}\n`,
    left: "content: ********\n",
  },
  "a Secret of Kubernetes, its kind at the end": {
    text: "apiVersion: v1\ndata:\n  any: PLANTED\n  other.txt: PLANTED\nkind: Secret\nmetadata:\n  name: x\n---\nkind: ConfigMap\ndata:\n  any: stays\n",
    left: "apiVersion: v1\ndata:\n  any: ********\n  other.txt: ********\nkind: Secret\nmetadata:\n  name: x\n---\nkind: ConfigMap\ndata:\n  any: stays\n",
  },
  "a key of WireGuard": {
    text: "PrivateKey = PLANTEDPLANTED=\nPublicKey = stays\nPresharedKey = PLANTED\n",
    left: "PrivateKey = ********\nPublicKey = stays\nPresharedKey = ********\n",
  },
  "JSON in JSON": {
    text: '{\\"password\\":\\"PLANTED\\",\\"user\\":\\"stays\\"}\n',
    left: '{\\"password\\":\\"********\\",\\"user\\":\\"stays\\"}\n',
  },
  "an address with a token": {
    text: "GET /a?token=PLANTED&b=1\n",
    left: "GET /a?token=********&b=1\n",
  },
  "a registry": {
    text: '"auths":{"r":{"auth": "UExBTlRFRA=="}}\n',
    left: '"auths":{"r":{"auth": "********"}}\n',
  },
};

for (const [what, { text, left }] of Object.entries(SHAPES)) {
  test(`${what} is masked, and what stands around it stays`, () => {
    assert.equal(redactText(text), left);
  });
}

test("what only sounds like a secret stays", () => {
  const text = [
    "automountServiceAccountToken: false",
    "secretName: tls-of-site",
    'password: ""',
    "image: registry:5000/app/one@sha256:0123abcd",
    "the token has expired",
    "mail to someone@example.com, see https://example.com/a@b",
  ].join("\n");
  const masked = redactText(text);
  assert.equal(masked.replace("https://********@b", "https://example.com/a@b"), text);
});

test("a stream is masked alike however it is cut up", () => {
  const all = Buffer.from(
    Object.values(SHAPES)
      .map(({ text }) => text)
      .join("---\n"),
  );
  const whole = redactText(all.toString());
  assert.doesNotMatch(whole, /PLANTED|UExBTlRFRA/);
  for (const size of [1, 7, 64]) {
    const redactor = createRedactor();
    const parts: Buffer[] = [];
    for (let at = 0; at < all.length; at += size)
      parts.push(redactor.write(all.subarray(at, at + size)));
    parts.push(redactor.end());
    assert.equal(Buffer.concat(parts).toString(), whole, `in pieces of ${size}`);
  }
});

test("a secret on the border of two blocks is masked, on a line that never ends too", () => {
  const filler = "some words, ".repeat(43_000);
  for (const room of [0, 5, 9, 20, 60]) {
    const text = `${filler.slice(room)}"password": "PLANTED"${filler}${filler}`;
    const masked = redactText(text);
    assert.equal(masked.includes("PLANTED"), false, `${room}`);
    assert.equal(masked, text.replace("PLANTED", "********"));
  }
});

test("a value that is longer than everything that is kept goes as a whole", () => {
  const redactor = createRedactor();
  const text = Buffer.from(`{"token":"${"PLANTED".repeat(300_000)}","next":1}\nafter\n`);
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += 65_536)
    parts.push(redactor.write(text.subarray(at, at + 65_536)));
  parts.push(redactor.end());
  assert.equal(Buffer.concat(parts).toString(), '{"token":"********","next":1}\nafter\n');
});

test("a known secret is masked wherever it stands, plain or written otherwise", () => {
  const value = 'p@ss "w/rd" ü';
  const base64 = Buffer.from(`user:${value}`).toString("base64");
  const text = `said ${value} here ${JSON.stringify({ v: value })} ${encodeURIComponent(value)} ${base64}`;
  const masked = redactText(text, { values: [value] });
  assert.doesNotMatch(masked, /ss "w|ss%20|ss \\"w/);
  assert.equal(masked.includes(base64.slice(10, -4)), false);
});

test("bytes that are no text come out as they went in", () => {
  const bytes = Buffer.from(
    Array.from({ length: 700_000 }, (_, i) => (i * 7919 + ((i * i) >> 3)) & 255),
  );
  const redactor = createRedactor();
  assert.deepEqual(Buffer.concat([redactor.write(bytes), redactor.end()]), bytes);
});

test("a file whose beginning was cut off within a key gives nothing of it away", () => {
  const masked = redactText("PLANTED\nPLANTED\n-----END RSA PRIVATE KEY-----\nafter\n");
  assert.equal(masked, "********\nafter\n");
});

test("files that are secrets as a whole are known by name or by their beginning", () => {
  const head = (text: string) => Buffer.from(text);
  const kubeconfig = "users:\n- user:\n    client-key-data: abc\n";
  const secrets = {
    "/etc/shadow": "",
    "/oem/.spectrocloud/mtls/spectro-client.key": "",
    "/opt/spectrocloud/.upload-auth-token": "",
    "/var/lib/bringup/secrets/proxy-password": "",
    "/root/.ssh/id_ed25519": "",
    "/oem/odd": "-----BEGIN EC PRIVATE KEY-----\nx",
    "/run/odd": kubeconfig,
  };
  for (const [path, text] of Object.entries(secrets))
    assert.notEqual(wholeSecret(path, head(text)), undefined, path);
  for (const path of [
    "/etc/passwd",
    "/oem/90_custom.yaml",
    "/oem/.spectrocloud/mtls/spectro-ca.crt",
  ])
    assert.equal(wholeSecret(path, head("a: b\n")), undefined, path);
});
