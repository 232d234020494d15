import assert from "node:assert/strict";
import { test } from "node:test";
import { formRows, interfaceFields, proposalOf, withoutInterface } from "../../src/forms/index.ts";
import type { DocumentSlice } from "../../src/session/index.ts";
import { type EdgeHost, emptyDocument, mergeLayers, parseDocument } from "../../src/spec/index.ts";

const HEAD = "apiVersion: bringup/v1alpha1\nkind: EdgeHost\n";
const SITE: EdgeHost = {
  ...emptyDocument(),
  spec: {
    network: {
      interfaces: [
        { name: "eth0", mtu: 1400, ipv4: { method: "dhcp" } },
        {
          name: "eth1",
          ipv4: { method: "static", addresses: ["10.0.1.5/24"], gateway: "10.0.1.1" },
        },
      ],
    },
  },
};
const LOCAL = `${HEAD}# of the person at the rack
spec:
  network:
    interfaces:
      - name: wan # the modem
        ipv4: { method: dhcp }
`;

function documentOf(text: string, site?: EdgeHost): DocumentSlice {
  const parsed = parseDocument(text);
  assert.ok(parsed.is === "valid");
  const { effective, origins } = mergeLayers({ local: parsed.host, ...(site && { site }) });
  return { text, generation: 1, effective, origins, issues: [], secrets: [] };
}

function sourceOf(document: DocumentSlice, drafts: Readonly<Record<string, string>>) {
  return { document, settings: [], drafts, secrets: {}, issues: [] };
}

function interfacesIn(text: string) {
  const parsed = parseDocument(text);
  assert.ok(parsed.is === "valid", JSON.stringify(parsed));
  return parsed.host.spec.network?.interfaces;
}

test("the form shows what the merged document asks, and which layer asks it", () => {
  const document = documentOf(LOCAL, SITE);
  const fields = interfaceFields({ document: document.effective, links: [], name: "eth1" });
  const rows = formRows(fields, sourceOf(document, {}));
  const shown = rows
    .filter((row) => row.shown !== "")
    .map((row) => [row.field.title, row.shown, row.origin]);
  assert.deepEqual(shown, [
    ["IPv4", "static", "site"],
    ["IPv4 addresses", "10.0.1.5/24", "site"],
    ["IPv4 gateway", "10.0.1.1", "site"],
  ]);
});

test("one part typed takes the rest of its section along into the local layer, and nothing else", () => {
  const document = documentOf(LOCAL, SITE);
  const fields = interfaceFields({ document: document.effective, links: [], name: "eth1" });
  const drafts = { "spec.network.interfaces[1].ipv4.addresses": "10.0.1.9/24, 10.0.1.10/24" };
  const { documentText } = proposalOf(fields, sourceOf(document, drafts));
  assert.deepEqual(interfacesIn(documentText), [
    { name: "wan", ipv4: { method: "dhcp" } },
    {
      name: "eth1",
      ipv4: { method: "static", addresses: ["10.0.1.9/24", "10.0.1.10/24"], gateway: "10.0.1.1" },
    },
  ]);
  assert.match(documentText, /# of the person at the rack/);
});

test("numbers become numbers, what is none is refused as typed; an emptied field goes", () => {
  const document = documentOf(
    `${HEAD}spec:\n  network:\n    interfaces:\n      - name: eth0\n        mtu: 1400\n        dns: { search: [lan] }\n`,
  );
  const fields = interfaceFields({ document: document.effective, links: [], name: "eth0" });
  const at = (field: string) => `spec.network.interfaces[0].${field}`;
  const typed = (drafts: Record<string, string>) =>
    proposalOf(fields, sourceOf(document, drafts)).documentText;
  assert.deepEqual(interfacesIn(typed({ [at("mtu")]: "9000", [at("dns.search")]: "" })), [
    { name: "eth0", mtu: 9000 },
  ]);
  const refused = parseDocument(typed({ [at("mtu")]: "big" }));
  assert.ok(refused.is === "invalid");
  assert.deepEqual(
    refused.issues.map(({ path, message }) => `${path} ${message}`),
    ['spec.network.interfaces[0].mtu must be a whole number from 576 to 9216, found "big"'],
  );
});

test("a new VLAN is an entry of its own, and an entry can be taken out again", () => {
  const document = documentOf(`${HEAD}spec: {}\n`);
  const fields = interfaceFields({ document: document.effective, links: [], makes: "vlan" });
  const at = (field: string) => `spec.network.interfaces[0].${field}`;
  const drafts = { [at("name")]: "eth0.7", [at("vlan.parent")]: "eth0", [at("vlan.id")]: "7" };
  const { documentText } = proposalOf(fields, sourceOf(document, drafts));
  assert.match(documentText, /- name: eth0\.7\n\s+vlan:\n\s+parent: eth0\n\s+id: 7\n/);
  const local = documentOf(LOCAL);
  assert.deepEqual(interfacesIn(withoutInterface(local, "wan")), []);
});
