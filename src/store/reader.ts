import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export type Row = Readonly<Record<string, unknown>>;

/** Reads that never throw: what cannot be read is told as a problem, and the rest is given. */
export interface Reader {
  rows(sql: string, ...values: readonly SQLInputValue[]): readonly Row[];
  /** The rows that parse; each other one is reported by its name. */
  parsed<T>(rows: readonly Row[], name: string, parse: (row: Row) => T | undefined): readonly T[];
  problem(message: string): void;
  problems(): readonly string[];
}

const MOST_PROBLEMS = 100;

export function createReader(db: DatabaseSync): Reader {
  const problems = new Set<string>();
  const problem = (message: string) => {
    if (problems.size < MOST_PROBLEMS) problems.add(message);
  };
  return {
    problem,
    problems: () => [...problems],
    rows(sql, ...values) {
      try {
        return db.prepare(sql).all(...values);
      } catch (thrown) {
        problem(`the store cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`);
        return [];
      }
    },
    parsed(rows, name, parse) {
      return rows.flatMap((row) => {
        const record = parse(row);
        if (record !== undefined) return [record];
        problem(`${name} ${row.seq} is damaged or of a newer version; it is left out`);
        return [];
      });
    },
  };
}
