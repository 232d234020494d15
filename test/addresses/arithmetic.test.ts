import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addressAt,
  addressText,
  baseOf,
  contains,
  hasHostBits,
  isInside,
  lastOf,
  type Network,
  networkText,
  normalText,
  overlap,
  parseAddress,
  parseNetwork,
  widthOf,
} from "../../src/addresses/index.ts";
import { cases } from "../support/every-cut.ts";

const four = fc
  .tuple(...Array.from({ length: 4 }, () => fc.nat(255)))
  .map((bytes) => bytes.join("."));
const six = fc
  .tuple(...Array.from({ length: 8 }, () => fc.oneof(fc.constant(0), fc.nat(0xffff))))
  .filter((groups) => !(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff))
  .map((groups) => groups.map((group) => group.toString(16)).join(":"));
const network: fc.Arbitrary<Network> = fc
  .oneof(
    fc.tuple(four, fc.integer({ min: 0, max: 32 })),
    fc.tuple(six, fc.integer({ min: 0, max: 128 })),
  )
  .map(([address, prefix]) => networkOf(`${address}/${prefix}`));

function networkOf(text: string): Network {
  const found = parseNetwork(text);
  assert.ok(found, text);
  return found;
}

/** The same questions asked with whole numbers: slow, obvious, and written by other means. */
function span({ address, prefix }: Network): { first: bigint; last: bigint } {
  const width = BigInt(widthOf(address));
  const number = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << (width - BigInt(prefix));
  const first = (number / size) * size;
  return { first, last: first + size - 1n };
}

const numberOf = (text: string) =>
  span(networkOf(`${text}/${text.includes(":") ? 128 : 32}`)).first;

test("first and last address of a network are those that counting finds", () => {
  fc.assert(
    fc.property(network, (one) => {
      const { first, last } = span(one);
      assert.equal(numberOf(addressText(baseOf(one))), first);
      assert.equal(numberOf(addressText(lastOf(one))), last);
      assert.equal(hasHostBits(one), numberOf(addressText(one.address)) !== first);
      assert.equal(hasHostBits(networkOf(networkText(one))), false);
    }),
  );
});

test("two networks overlap when, and only when, they share a number; neither order nor host bits matter", () => {
  const near = network.chain((one) =>
    fc.tuple(
      fc.constant(one),
      fc.oneof(
        network,
        fc.nat(widthOf(one.address)).map((prefix) => ({ address: one.address, prefix })),
        fc.nat(widthOf(one.address)).map((prefix) => ({ address: lastOf(one), prefix })),
      ),
    ),
  );
  fc.assert(
    fc.property(near, ([a, b]) => {
      const [one, other] = [span(a), span(b)];
      const share =
        a.address.kind() === b.address.kind() && one.first <= other.last && other.first <= one.last;
      assert.equal(overlap(a, b), share);
      assert.equal(overlap(b, a), share);
      assert.equal(overlap(networkOf(networkText(a)), b), share);
      const inside =
        a.address.kind() === b.address.kind() &&
        numberOf(addressText(b.address)) >= one.first &&
        numberOf(addressText(b.address)) <= one.last;
      assert.equal(contains(a, b.address), inside);
    }),
    { numRuns: cases(300) },
  );
});

test("the n-th address is n above the first, across the ends of bytes", () => {
  fc.assert(
    fc.property(network, fc.nat(255), (one, offset) => {
      const width = BigInt(widthOf(one.address));
      const wanted = (span(one).first + BigInt(offset)) % (1n << width);
      assert.equal(numberOf(addressAt(one, offset)), wanted);
    }),
  );
  assert.equal(addressAt(networkOf("10.0.0.250/32"), 10), "10.0.1.4");
});

test("one address has one spelling: capitals, zeros and prefixes of IPv6 do not make another", () => {
  assert.equal(normalText("2001:DB8:0:0::1/64"), "2001:db8::1/64");
  assert.equal(normalText("2001:0db8::0001"), "2001:db8::1");
  assert.equal(normalText("10.0.0.1"), "10.0.0.1");
  assert.equal(normalText("eth0"), "eth0");
  fc.assert(
    fc.property(fc.oneof(four, six), (text) => {
      const once = normalText(text);
      assert.equal(normalText(text.toUpperCase()), once);
      assert.equal(normalText(once), once);
      assert.deepEqual(parseAddress(once)?.toByteArray(), parseAddress(text)?.toByteArray());
    }),
  );
});

test("inside networks are those wholly in the blocks set aside", () => {
  const inside = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];
  const outside = [
    "10.0.0.0/7",
    "172.16.0.0/11",
    "192.168.0.0/15",
    "100.64.0.0/9",
    "fc00::/6",
    "8.0.0.0/8",
    "0.0.0.0/0",
    "::/0",
    "2001:db8::/32",
  ];
  for (const text of inside) assert.equal(isInside(networkOf(text)), true, text);
  for (const text of outside) assert.equal(isInside(networkOf(text)), false, text);
});
