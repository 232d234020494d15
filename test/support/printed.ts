// biome-ignore lint/suspicious/noExplicitAny: JSON of programs and servers, which the assertions read field by field
export type Printed = any;
