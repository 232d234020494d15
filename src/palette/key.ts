/** What a person may give this host so that Palette knows whose requests these are. */
export interface PaletteAccess {
  /** An API key, or a JWT of a session: told apart by their shape. */
  readonly key?: string | undefined;
  /** Absent: the tenant's scope. */
  readonly projectUid?: string | undefined;
}

/** A session's token goes without the word Bearer: Palette refuses it with. */
export function accessHeaders({ key, projectUid }: PaletteAccess): Record<string, string> {
  const headers: Record<string, string> = {};
  if (key !== undefined) headers[isSessionToken(key) ? "authorization" : "apikey"] = key;
  if (projectUid !== undefined) headers.projectuid = projectUid;
  return headers;
}

export function isSessionToken(key: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(key);
}
