import { nearest } from "../text/index.ts";
import { error, type Unplaced } from "./issue.ts";
import type { RawInterface } from "./raw-interfaces.ts";

/** How links are stacked: VLANs on their parents, bonds on their members. */
export function linkRules(all: readonly RawInterface[]): readonly Unplaced[] {
  return [
    ...all.flatMap((one) => parentRules(one, all)),
    ...all.flatMap((one) => memberRules(one, all)),
    ...sharedMembers(all),
    ...sameVlans(all),
    ...loops(all),
  ];
}

const isVirtual = ({ raw }: RawInterface) => raw.vlan !== undefined || raw.bond !== undefined;
const named = (name: string, all: readonly RawInterface[]) => all.find((one) => one.name === name);
const bondOf = (name: string, all: readonly RawInterface[]) =>
  all.find(({ members }) => members.some((member) => member.name === name));

/** systemd-networkd makes a VLAN from the file of its parent, so the parent has to be ours as well. */
function parentRules(one: RawInterface, all: readonly RawInterface[]): readonly Unplaced[] {
  const { parent, path, name, raw } = one;
  if (parent === undefined || parent === name) return [];
  const at = [...path, "vlan", "parent"];
  const below = named(parent, all);
  if (below === undefined) {
    const near = nearest(
      parent,
      all.flatMap((other) => other.name ?? []).filter((x) => x !== name),
    );
    const hint =
      near === undefined
        ? `Add an interface with name: ${parent} and how it gets its addresses.`
        : `Did you mean ${near}?`;
    return [error(at, `${parent} is not among the interfaces of this document`, hint)];
  }
  const bond = bondOf(parent, all);
  if (bond !== undefined) {
    const message = `${parent} belongs to the bond ${bond.name ?? ""}`;
    return [error(at, message, `Write parent: ${bond.name ?? "the bond"}`)];
  }
  const [mtu, most] = [raw.mtu, below.raw.mtu];
  if (typeof mtu !== "number" || typeof most !== "number" || mtu <= most) return [];
  const hint = `Write mtu: ${most} or less, or raise that of ${parent}.`;
  return [error([...path, "mtu"], `is ${mtu}, more than the ${most} of its parent`, hint)];
}

function memberRules(bond: RawInterface, all: readonly RawInterface[]): readonly Unplaced[] {
  return bond.members.flatMap(({ name, path }) => {
    if (name === bond.name) return [];
    const member = named(name, all);
    if (member === undefined) return [];
    if (isVirtual(member)) {
      const what = member.raw.vlan === undefined ? "a bond" : "a VLAN";
      return [error(path, `${name} is ${what}`, "Members of a bond are ports of the host.")];
    }
    return ownSettings(member, bond);
  });
}

/** What a port says for itself while a bond has it. */
function ownSettings(member: RawInterface, bond: RawInterface): readonly Unplaced[] {
  const title = bond.name ?? "the bond";
  const families = member.families
    .filter(({ isGiven, method, hasAddresses }) => isGiven && (method !== "none" || hasAddresses))
    .map(({ path, family }) =>
      error(path, `belongs to a member of ${title}`, `Move ${family} to ${title}.`),
    );
  const others = ["dns", "routes", "mtu"].flatMap((field) =>
    member.raw[field] === undefined
      ? []
      : error(
          [...member.path, field],
          `belongs to a member of ${title}`,
          `Move ${field} to ${title}.`,
        ),
  );
  return [...families, ...others];
}

function sharedMembers(all: readonly RawInterface[]): readonly Unplaced[] {
  return all.flatMap((bond) =>
    bond.members.flatMap(({ name, path }) => {
      const first = bondOf(name, all);
      if (first === undefined || first === bond) return [];
      const message = `${name} is a member of ${first.name ?? "another bond"} already`;
      return [error(path, message, "Keep it in one of the two.")];
    }),
  );
}

function sameVlans(all: readonly RawInterface[]): readonly Unplaced[] {
  return all.flatMap((one) => {
    const { parent, vlanId, path } = one;
    if (parent === undefined || vlanId === undefined) return [];
    const first = all.find((other) => other.parent === parent && other.vlanId === vlanId);
    if (first === undefined || first === one) return [];
    const message = `${vlanId} is taken on ${parent} by ${first.name ?? "another interface"}`;
    return [error([...path, "vlan", "id"], message, "Use another id, or keep one of the two.")];
  });
}

/** Each entry that stands, through others, on itself. Its own name is said where it is typed. */
function loops(all: readonly RawInterface[]): readonly Unplaced[] {
  return all.flatMap((one) => {
    const { name, parent, path } = one;
    if (name === undefined || parent === undefined || parent === name) return [];
    const way = wayDown(one, all);
    if (!way.slice(1).includes(name)) return [];
    const message = `goes round in a circle: ${way.join(" on ")}`;
    return [error([...path, "vlan", "parent"], message, "Name the port at the bottom.")];
  });
}

function wayDown(start: RawInterface, all: readonly RawInterface[]): readonly string[] {
  const way: string[] = [start.name ?? ""];
  let at: RawInterface | undefined = start;
  while (at?.parent !== undefined) {
    const next: string = at.parent;
    const isRound = way.includes(next);
    way.push(next);
    if (isRound) break;
    at = named(next, all);
  }
  return way;
}
