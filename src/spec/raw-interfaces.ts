import {
  type Address,
  type Family,
  hostAddressProblem,
  type Network,
  parseAddress,
  parseNetwork,
  unicastProblem,
} from "../addresses/index.ts";
import { interfaceNameProblem } from "./link-names.ts";
import { isMap, type Segments, valueAt } from "./path.ts";

/** A value that reads well, and where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly text: string;
  readonly path: Segments;
}

export interface RawFamily {
  readonly family: Family;
  readonly path: Segments;
  readonly isGiven: boolean;
  readonly method: string | undefined;
  readonly hasAddresses: boolean;
  readonly addresses: readonly Placed<Network>[];
  readonly hasGateway: boolean;
  readonly gateway: Placed<Address> | undefined;
}

export interface RawRoute {
  readonly path: Segments;
  readonly to: string | undefined;
  readonly network: Network | undefined;
  readonly via: Placed<Address> | undefined;
}

/** One entry of `spec.network.interfaces`, as far as it can be read while other fields are wrong. */
export interface RawInterface {
  readonly path: Segments;
  readonly name: string | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly families: readonly RawFamily[];
  readonly routes: readonly RawRoute[];
  readonly parent: string | undefined;
  readonly vlanId: number | undefined;
  readonly members: readonly { readonly name: string; readonly path: Segments }[];
}

export function rawInterfaces(root: unknown): readonly RawInterface[] {
  const at = ["spec", "network", "interfaces"];
  return listOf(valueAt(root, at)).flatMap((raw, index) =>
    isMap(raw) ? [rawInterface(raw, [...at, index])] : [],
  );
}

function rawInterface(raw: Readonly<Record<string, unknown>>, path: Segments): RawInterface {
  const vlan = isMap(raw.vlan) ? raw.vlan : {};
  const bond = isMap(raw.bond) ? raw.bond : {};
  return {
    path,
    raw,
    name: nameOf(raw.name),
    families: [rawFamily("ipv4", raw.ipv4, path), rawFamily("ipv6", raw.ipv6, path)],
    routes: listOf(raw.routes).flatMap((route, index) =>
      isMap(route) ? [rawRoute(route, [...path, "routes", index])] : [],
    ),
    parent: nameOf(vlan.parent),
    vlanId: typeof vlan.id === "number" ? vlan.id : undefined,
    members: listOf(bond.members).flatMap((text, index) => {
      const name = nameOf(text);
      return name === undefined ? [] : [{ name, path: [...path, "bond", "members", index] }];
    }),
  };
}

function rawFamily(family: Family, section: unknown, above: Segments): RawFamily {
  const path = [...above, family];
  const fields = isMap(section) ? section : {};
  const addresses = listOf(fields.addresses);
  return {
    family,
    path,
    isGiven: isMap(section),
    method: textOf(fields.method),
    hasAddresses: addresses.length > 0,
    addresses: addresses.flatMap((text, index) => {
      if (typeof text !== "string" || hostAddressProblem(text, family) !== undefined) return [];
      const value = parseNetwork(text);
      return value === undefined ? [] : [{ value, text, path: [...path, "addresses", index] }];
    }),
    hasGateway: fields.gateway !== undefined,
    gateway: addressAt(fields.gateway, [...path, "gateway"], family),
  };
}

function rawRoute(route: Readonly<Record<string, unknown>>, path: Segments): RawRoute {
  const to = textOf(route.to);
  return {
    path,
    to,
    network: to === undefined ? undefined : parseNetwork(to),
    via: addressAt(route.via, [...path, "via"]),
  };
}

function addressAt(value: unknown, path: Segments, family?: Family): Placed<Address> | undefined {
  if (typeof value !== "string" || unicastProblem(value, family) !== undefined) return undefined;
  const address = parseAddress(value);
  return address === undefined ? undefined : { value: address, text: value, path };
}

function nameOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || interfaceNameProblem(text) !== undefined ? undefined : text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** As many as the schema lets through; it has refused longer lists, and rules compare all with all. */
const MOST = 64;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST) : [];
}
