/** Changes that nothing can notice, each with the reason: they judge as the code does. */
export const equivalent: Readonly<Record<string, string>> = {
  "suites/bindings.ts: const isCarriable = earlier.some((one) => one.bindings.size > 0); [> 2 -> >=]":
    "says only for how many answers it is counted that nothing was carried over",
};
