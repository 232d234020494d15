import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { readSiteTable, SITE_TABLE } from "../../src/inventory/index.ts";

const tableOf = (text: string) =>
  readSiteTable(createMemoryHost({ files: { [SITE_TABLE]: text } }));
const problemsOf = async (text: string) => (await tableOf(text))?.problems;

const A2 = {
  marketingName: "NVIDIA A2",
  vRAM: 16,
  migCapable: false,
  vendor: "NVIDIA",
  vendorID: "10DE",
  deviceID: ["25B6", "25b7"],
  architecture: "Ampere",
};

test("a card of the site's table comes with everything the table says, under each of its numbers", async () => {
  const card = {
    ...{ model: "NVIDIA A2", memoryGb: 16 },
    ...{ migCapable: false, architecture: "Ampere" },
  };
  assert.deepEqual(await tableOf(JSON.stringify([A2])), {
    cards: [
      ["10de:25b6", card],
      ["10de:25b7", card],
    ],
    problems: [],
  });
});

test("no table is no finding", async () => {
  assert.equal(await readSiteTable(createMemoryHost({})), undefined);
});

for (const [what, more, problem] of [
  ["a vendor nobody knows", { vendor: "Matrox" }, "vendor must contain AMD, Intel or NVIDIA"],
  ["no name", { marketingName: " " }, "marketingName is missing"],
  [
    "0x before the vendor",
    { vendorID: "0x10de" },
    "vendorID must be 4 hexadecimal digits, without 0x",
  ],
  ["one number in place of a list", { deviceID: "25b6" }, "deviceID must be a list of numbers"],
  [
    "0x before a device",
    { deviceID: ["0x25b6"] },
    "deviceID holds something that is not 4 hexadecimal digits",
  ],
  ["memory with its unit", { vRAM: "16 GB" }, "vRAM must be a number of GB"],
  ["MIG as a word", { migCapable: "no" }, "migCapable must be true or false"],
] as const) {
  test(`${what} is said with the number of its entry, and costs no other card`, async () => {
    const table = await tableOf(JSON.stringify({ gpus: [A2, { ...A2, ...more }] }));
    assert.deepEqual(table?.problems, [`entry 2 of gpus: ${problem}`]);
    assert.equal(table?.cards[0]?.[1].model, "NVIDIA A2");
  });
}

test("a text that is no JSON is told with its line, an empty one as empty, another shape as such", async () => {
  assert.match(
    (await problemsOf('[\n  {"vRAM": 16,\n  }\n]'))?.join() ?? "",
    /^it is not JSON: line 3, Expected double-quoted property name/,
  );
  assert.deepEqual(await problemsOf(" \n"), ["it is not JSON: it is empty"]);
  assert.deepEqual(await problemsOf("{}"), ["it holds no list of cards"]);
  assert.deepEqual(await problemsOf("[5]"), ["entry 1: it is no card"]);
});
