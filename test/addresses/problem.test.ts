import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type AddressProblem,
  addressProblem,
  hostAddressProblem,
  networkProblem,
  parseAddress,
  parseNetwork,
  unicastProblem,
} from "../../src/addresses/index.ts";
import { cases } from "../support/every-cut.ts";
import { type Asked, MALFORMED } from "./malformed.ts";

const JUDGES: Readonly<Record<Asked, (text: string) => AddressProblem | undefined>> = {
  address: (text) => addressProblem(text),
  "IPv4 address": (text) => addressProblem(text, "ipv4"),
  "IPv6 address": (text) => addressProblem(text, "ipv6"),
  server: (text) => unicastProblem(text),
  network: (text) => networkProblem(text),
  "host address": (text) => hostAddressProblem(text),
};

test("every way to mistype an address is told in words of its own, with the way to write it", () => {
  assert.ok(MALFORMED.length >= 200);
  assert.deepEqual(
    MALFORMED.map(([asked, typed]) => {
      const found = JUDGES[asked](typed);
      return [asked, typed, found?.message, found?.hint];
    }),
    MALFORMED,
  );
});

test("a fix that is proposed is right itself", () => {
  for (const [asked, typed, , hint] of MALFORMED) {
    const written = /^Write (?:it like this: )?([0-9a-f.:/]+)$/.exec(hint)?.[1];
    if (written === undefined || asked === "host address") continue;
    const right =
      asked === "network"
        ? (text: string) => networkProblem(text)
        : (text: string) => addressProblem(text);
    assert.equal(right(written), undefined, `${typed}: ${hint}`);
  }
});

test("what is right is let through: capitals, long and short forms, the two ends of point-to-point links", () => {
  for (const text of ["10.0.0.1", "2001:DB8::1", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::"]) {
    assert.equal(addressProblem(text), undefined, text);
  }
  for (const text of ["10.0.0.0/8", "0.0.0.0/0", "::/0", "2001:DB8::/32", "10.1.2.3/32"]) {
    assert.equal(networkProblem(text), undefined, text);
  }
  for (const text of [
    "10.0.0.0/31",
    "10.0.0.1/31",
    "10.0.0.1/32",
    "2001:db8::/127",
    "fe80::1/64",
  ]) {
    assert.equal(hostAddressProblem(text), undefined, text);
  }
});

test("an address is refused exactly when it cannot be read, whatever was typed", () => {
  const piece = fc.constantFrom(..."0123456789abcdefg.:/ %[]-xl*,", "::", "10.0.0.1", "/24");
  const noise = fc.oneof(
    fc.array(piece, { maxLength: 20 }).map((all) => all.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(noise, (text) => {
      const isPlain = !/^::ffff:/i.test(text);
      assert.equal(addressProblem(text) === undefined, parseAddress(text) !== undefined && isPlain);
      const network = networkProblem(text);
      if (network === undefined) assert.notEqual(parseNetwork(text), undefined);
      else assert.match(network.message, /^must /);
    }),
    { numRuns: cases(500) },
  );
});
