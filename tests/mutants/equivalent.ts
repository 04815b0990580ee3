/** Changes that nothing can notice, each with the reason: they judge as the code does, or better. */
export const equivalent: Readonly<Record<string, string>> = {};
