/** Of the one member there is; random in the snap. */
export const MEMBER_ID = 0x2dc171858c3155ben;
