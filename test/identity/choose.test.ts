import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import {
  chooseEdgeId,
  generateEdgeId,
  type HardwareName,
  type IdentitySources,
} from "../../src/identity/index.ts";
import { withCheckCharacter } from "../../src/text/index.ts";
import { anyCharacter } from "../support/any-text.ts";

const UUID = "4c4c4544-0034-5110-8052-b4c04f4e3332";
const ID = "edge-4c4c4544003451108052b4c04f4e3332";

const uuid = (fact: HardwareName["fact"]): HardwareName => ({
  title: "DMI product UUID",
  kind: "uuid",
  fact,
});
const serial = (fact: HardwareName["fact"]): HardwareName => ({
  title: "DMI board serial",
  kind: "serial",
  fact,
});

function chosen(sources: IdentitySources) {
  const identity = chooseEdgeId(sources);
  assert.equal(identity.is, "chosen");
  return identity;
}

test("the product UUID names the host, without hyphens and in lower case", () => {
  assert.deepEqual(chooseEdgeId({ hardware: [uuid(known(UUID.toUpperCase()))] }), {
    is: "chosen",
    id: ID,
    shown: withCheckCharacter(ID),
    origin: "from DMI product UUID",
  });
});

test("the document wins over hardware and memory, and says what becomes of the old ID", () => {
  const sources = { documentId: "shop-12", hardware: [uuid(known(UUID))] };
  assert.deepEqual(chooseEdgeId(sources), {
    is: "chosen",
    id: "shop-12",
    shown: withCheckCharacter("shop-12"),
    origin: "from the document",
  });
  const before = { id: ID, origin: "from DMI product UUID" };
  assert.equal(
    chosen({ ...sources, remembered: before }).note,
    `Before it was ${ID}: delete that host in the plane, or it stays there twice.`,
  );
});

test("a refused UUID gives way to the serial of the board", () => {
  const hardware = [
    uuid(known("00000000-0000-0000-0000-000000000000")),
    serial(known("PF 3A/22:C1 ")),
  ];
  assert.deepEqual(chooseEdgeId({ hardware, prefix: "store" }), {
    is: "chosen",
    id: "store-PF-3A-22-C1",
    shown: withCheckCharacter("store-PF-3A-22-C1"),
    origin: "from DMI board serial",
  });
});

test("a source that cannot be read never leads to another ID", () => {
  const hardware = [uuid(unknown("permission denied")), serial(known("PF3A22C1"))];
  assert.deepEqual(chooseEdgeId({ hardware }), {
    is: "unknown",
    why: "DMI product UUID: permission denied",
  });
  const remembered = { id: ID, origin: "from DMI product UUID" };
  assert.deepEqual(chooseEdgeId({ hardware, remembered }), {
    is: "chosen",
    id: ID,
    shown: withCheckCharacter(ID),
    origin: "from DMI product UUID",
  });
});

test("without any number of its own the machine needs a random ID, and says why", () => {
  assert.deepEqual(chooseEdgeId({ hardware: [uuid(ABSENT), serial(ABSENT)] }), {
    is: "needs-random",
    prefix: "edge",
    why: "this machine carries no number of its own",
  });
  const hardware = [uuid(known("f".repeat(32))), serial(known("Default string"))];
  assert.deepEqual(chooseEdgeId({ hardware, prefix: "shop" }), {
    is: "needs-random",
    prefix: "shop",
    why: "DMI product UUID is one character repeated; DMI board serial is a placeholder of the maker",
  });
});

test("an exchanged board is explained and not followed", () => {
  const remembered = { id: "edge-old", origin: "from DMI product UUID" };
  const identity = chosen({ hardware: [uuid(known(UUID))], remembered });
  assert.equal(identity.id, "edge-old");
  assert.equal(
    identity.note,
    `The hardware now gives ${ID} (from DMI product UUID). This host keeps the ID it is known by; to change it, set spec.identity.id.`,
  );
});

test("a remembered random ID stays when there is still nothing better, without a note", () => {
  const remembered = { id: "edge-77aa", origin: "chosen at random" };
  const identity = chosen({ hardware: [uuid(ABSENT)], remembered });
  assert.deepEqual(
    [identity.id, identity.origin, identity.note],
    ["edge-77aa", "chosen at random", undefined],
  );
});

for (const [value, why] of [
  ["", "empty"],
  ["  ...  ", "empty"],
  ["00000000-0000-0000-0000-000000000000", "one character repeated"],
  ["FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "one character repeated"],
  ["03000200-0400-0500-0006-000700080009", "a sample value shared by many machines"],
  ["12345678-1234-5678-90ab-cddeefaabbcc", "a sample value shared by many machines"],
  ["FEFEFEFE-FEFE-FEFE-FEFE-FEFEFEFEFEFE", "a sample value shared by many machines"],
  ["To be filled by O.E.M.", "a placeholder of the maker"],
  ["TO BE FILLED BY O.E.M", "a placeholder of the maker"],
  ["Default string", "a placeholder of the maker"],
  ["default_string", "a placeholder of the maker"],
  ["System Serial Number", "a placeholder of the maker"],
  ["Base Board Serial Number", "a placeholder of the maker"],
  ["Not Specified", "a placeholder of the maker"],
  ["N/A", "a placeholder of the maker"],
  ["None", "a placeholder of the maker"],
  ["0123456789", "counting digits"],
  ["123456789", "counting digits"],
  ["1234567890", "counting digits"],
  ["987654321", "counting digits"],
  ["xxxxxxxxxx", "one character repeated"],
  ["1111-1111", "one character repeated"],
  ["123123123123", "one pattern repeated"],
  ["A7", "too short"],
] as const) {
  test(`"${value}" is refused as ${why}`, () => {
    const identity = chooseEdgeId({ hardware: [serial(known(value))] });
    assert.deepEqual(identity, {
      is: "needs-random",
      prefix: "edge",
      why: `DMI board serial is ${why}`,
    });
  });
}

for (const value of [
  "PF3A22C1",
  "S482190X3A01234",
  "5LY0AAAA",
  "VMware-56 4d 1f 22 9a",
  "MZ00123",
]) {
  test(`the real serial ${value} is taken`, () => {
    assert.equal(chooseEdgeId({ hardware: [serial(known(value))] }).is, "chosen");
  });
}

const sourcesOf = fc.record(
  {
    hardware: fc
      .tuple(
        fc.oneof(fc.uuid().map(known), fc.constant(ABSENT), fc.string().map(unknown)),
        fc.oneof(fc.string({ maxLength: 300, unit: anyCharacter }).map(known), fc.constant(ABSENT)),
      )
      .map(([first, second]) => [uuid(first), serial(second)]),
    prefix: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
    remembered: fc.record({
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/),
      origin: fc.constant("chosen at random"),
    }),
  },
  { requiredKeys: ["hardware"] },
);

test("whatever the hardware says, an ID holds only allowed characters and at most 128", () => {
  fc.assert(
    fc.property(sourcesOf, (sources) => {
      const identity = chooseEdgeId(sources);
      if (identity.is !== "chosen") return;
      assert.match(identity.id, /^[A-Za-z0-9_-]{1,128}$/);
      assert.equal(identity.shown, withCheckCharacter(identity.id));
    }),
  );
});

test("once remembered, an ID never changes by itself", () => {
  fc.assert(
    fc.property(sourcesOf, (sources) => {
      const first = chooseEdgeId(sources);
      if (first.is !== "chosen") return;
      const remembered = { id: first.id, origin: first.origin };
      const later = { ...sources, hardware: [uuid(known(UUID))], remembered };
      assert.equal(chosen(later).id, first.id);
    }),
  );
});

test("generated IDs are 128 random bits behind the prefix", () => {
  assert.match(generateEdgeId(), /^edge-[0-9a-f]{32}$/);
  assert.match(generateEdgeId("shop"), /^shop-[0-9a-f]{32}$/);
  assert.notEqual(generateEdgeId(), generateEdgeId());
});
