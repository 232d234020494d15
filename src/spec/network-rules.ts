import { isSameAddress, networkText, overlap } from "../addresses/index.ts";
import { nearest } from "../text/index.ts";
import { interfaceRules } from "./interface-rules.ts";
import { error, type Unplaced, warning } from "./issue.ts";
import { interfaceNameProblem } from "./link-names.ts";
import { linkRules } from "./link-rules.ts";
import { valueAt } from "./path.ts";
import { type RawInterface, rawInterfaces } from "./raw-interfaces.ts";

/** Rules of `spec.network`: each interface alone, how they are stacked, and whose addresses clash. */
export function networkRules(root: unknown): readonly Unplaced[] {
  const all = rawInterfaces(root);
  return [
    ...all.flatMap(interfaceRules),
    ...linkRules(all),
    ...sameAddresses(all),
    ...overlaps(all),
    ...secondGateways(all),
    ...sameMacs(all),
    ...managementRules(root, all),
  ];
}

const addressesOf = ({ families }: RawInterface) => families.flatMap(({ addresses }) => addresses);

function sameAddresses(all: readonly RawInterface[]): readonly Unplaced[] {
  return pairs(all).flatMap(([first, second]) =>
    addressesOf(second).flatMap((own) => {
      const same = ({ value }: typeof own) => isSameAddress(value.address, own.value.address);
      if (!addressesOf(first).some(same)) return [];
      const hint = "Give each interface an address of its own.";
      return [error(own.path, `is the address of ${titleOf(first)} as well`, hint)];
    }),
  );
}

/** Allowed, because some sites do it; answers then leave through either link. */
function overlaps(all: readonly RawInterface[]): readonly Unplaced[] {
  return pairs(all).flatMap(([first, second]) =>
    addressesOf(second).flatMap((own) => {
      const other = addressesOf(first).find(({ value }) => overlap(value, own.value));
      if (other === undefined || isSameAddress(other.value.address, own.value.address)) return [];
      const [mine, theirs] = [networkText(own.value), networkText(other.value)];
      const message = `has the network ${mine}, which overlaps ${theirs} of ${titleOf(first)}`;
      return [warning(own.path, message, "Put the two interfaces into different networks.")];
    }),
  );
}

function secondGateways(all: readonly RawInterface[]): readonly Unplaced[] {
  const gateways = all.flatMap((one) =>
    one.families.flatMap(({ gateway, family }) =>
      gateway === undefined ? [] : [{ one, gateway, family }],
    ),
  );
  return gateways.flatMap(({ one, gateway, family }, index) => {
    const first = gateways.find((other) => other.family === family);
    if (first === undefined || gateways.indexOf(first) === index) return [];
    const message = `is a second way out beside that of ${titleOf(first.one)}`;
    const hint = "Keep one gateway, and write routes for what lies behind the other.";
    return one === first.one ? [] : [warning(gateway.path, message, hint)];
  });
}

function sameMacs(all: readonly RawInterface[]): readonly Unplaced[] {
  return pairs(all).flatMap(([first, second]) => {
    const [a, b] = [first.raw.mac, second.raw.mac];
    if (typeof a !== "string" || typeof b !== "string") return [];
    if (a.toLowerCase() !== b.toLowerCase()) return [];
    const hint = "Look at the label of the port, or remove mac.";
    return [error([...second.path, "mac"], `is the mac of ${titleOf(first)} as well`, hint)];
  });
}

/** A link that is not listed is left alone and may be the one; a slip of the pen is still likely. */
function managementRules(root: unknown, all: readonly RawInterface[]): readonly Unplaced[] {
  const path = ["spec", "network", "management"];
  const name = valueAt(root, path);
  if (typeof name !== "string" || interfaceNameProblem(name) !== undefined) return [];
  if (all.length === 0) return [];
  const one = all.find((other) => other.name === name);
  if (one === undefined) {
    const names = all.flatMap((other) => other.name ?? []);
    const near = nearest(name, names);
    const hint = near === undefined ? `Use one of: ${names.join(", ")}.` : `Did you mean ${near}?`;
    return [warning(path, "is not among the interfaces of this document", hint)];
  }
  const bond = all.find(({ members }) => members.some((member) => member.name === name));
  if (bond !== undefined) {
    const message = `is a member of the bond ${titleOf(bond)} and has no address`;
    return [error(path, message, `Write management: ${bond.name ?? "the bond"}`)];
  }
  const given = one.families.filter(({ isGiven }) => isGiven);
  if (given.length === 0 || given.some(({ method }) => method !== "none")) return [];
  const hint = "Give it an address, or name another interface.";
  return [error(path, "is an interface without any address", hint)];
}

function titleOf({ name, path }: RawInterface): string {
  return name ?? `entry ${Number(path.at(-1)) + 1}`;
}

function pairs<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((second, index) =>
    all.slice(0, index).map((first): readonly [T, T] => [first, second]),
  );
}
