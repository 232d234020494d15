/** Values makers ship when nobody fills them in. Whole fields, compared without case and blanks. */
const PHRASES: ReadonlySet<string> = new Set(
  [
    "To be filled by O.E.M.",
    "To be filled by OEM",
    "Default string",
    "System Serial Number",
    "Base Board Serial Number",
    "Board Serial Number",
    "Chassis Serial Number",
    "Serial Number",
    "SerNum",
    "Serial",
    "System Product Name",
    "None",
    "Null",
    "N/A",
    "NA",
    "No Asset Tag",
    "Not Applicable",
    "Not Available",
    "Not Specified",
    "Not Settable",
    "Not Present",
    "Unknown",
    "Undefined",
    "Unspecified",
    "Invalid",
    "Empty",
    "Blank",
    "OEM",
    "O.E.M.",
    "INVALID",
    "Type2 - Board Serial Number",
    "BSN12345678901234567",
    "SQUARE",
    "Filled by O.E.M.",
  ].map(plain),
);

/** UUIDs found on many machines at once, in plain form. */
const SHARED_UUIDS: ReadonlySet<string> = new Set([
  // AMI's sample firmware.
  "03000200040005000006000700080009",
  "00020003000400050006000700080009",
  // Counting examples from the SMBIOS text and evaluation boards.
  "00112233445566778899aabbccddeeff",
  "1234567890abcdef1234567890abcdef",
  "0123456789abcdef0123456789abcdef",
  "12345678123456789012345678901234",
  "1234567812345678901234567890abcd",
  "12345678123456781234567812345678",
  "123456781234567890abcddeefaabbcc",
  "fefefefefefefefefefefefefefefefe",
]);

/** Too short to tell machines apart. */
const FEWEST = 4;

/** Why a value cannot tell this machine from others, or `undefined` when it can. */
export function junkReason(value: string): string | undefined {
  const word = plain(value);
  if (word === "") return "empty";
  if (PHRASES.has(word)) return "a placeholder of the maker";
  if (word.length < FEWEST) return "too short";
  if (new Set(word).size === 1) return "one character repeated";
  if (SHARED_UUIDS.has(word)) return "a sample value shared by many machines";
  if (isRepeated(word)) return "one pattern repeated";
  if (isCounting(word)) return "counting digits";
  return undefined;
}

/** Letters and digits, lower case: how placeholders are compared. */
function plain(value: string): string {
  return value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** `123123123123`, `abababab`: a short piece, at least three times, and nothing else. */
function isRepeated(word: string): boolean {
  return /^(.{1,4})\1{2,}$/.test(word);
}

const COUNTING = ["0123456789".repeat(4), "9876543210".repeat(4), "0123456789abcdef".repeat(3)];

function isCounting(word: string): boolean {
  return word.length >= 6 && COUNTING.some((row) => row.includes(word));
}
