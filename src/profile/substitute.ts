import { isRecord } from "../json/index.ts";
import { embedded, type Piece, piecesOf } from "./placeholder.ts";
import type { Scalar } from "./schema.ts";

export type Filled =
  | { readonly is: "filled"; readonly value: unknown }
  /** The variable whose value cannot stand where it is asked for. */
  | { readonly is: "unsafe"; readonly variable: string };

/** Pure. Parsed data with every placeholder replaced; keys are never touched. */
export function fill(value: unknown, lookUp: (name: string) => Scalar): Filled {
  try {
    return { is: "filled", value: filled(value, lookUp) };
  } catch (thrown) {
    if (thrown instanceof Unsafe) return { is: "unsafe", variable: thrown.message };
    throw thrown;
  }
}

class Unsafe extends Error {}

function filled(value: unknown, lookUp: (name: string) => Scalar): unknown {
  if (typeof value === "string") return filledText(value, lookUp);
  if (Array.isArray(value)) return value.map((one) => filled(one, lookUp));
  if (!isRecord(value)) return value;
  // A key may be called __proto__, and stays a key.
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, filled(inner, lookUp)]),
  );
}

function filledText(text: string, lookUp: (name: string) => Scalar): Scalar {
  if (!text.includes("{{var:")) return text;
  const pieces = piecesOf(text);
  const [only] = pieces;
  if (pieces.length === 1 && only?.is === "variable") return whole(only, lookUp(only.name));
  return pieces.map((piece) => written(piece, lookUp)).join("");
}

/** Nothing stands beside it that it could break out into. */
function whole({ name, filter }: Extract<Piece, { is: "variable" }>, value: Scalar): Scalar {
  if (filter === "") return value;
  if (filter === "text") return String(value);
  return written({ is: "variable", name, filter }, () => value);
}

function written(piece: Piece, lookUp: (name: string) => Scalar): string {
  if (piece.is === "text") return piece.text;
  const text = embedded(String(lookUp(piece.name)), piece.filter);
  if (text === undefined) throw new Unsafe(piece.name);
  return text;
}
