export const behaviour = {};
