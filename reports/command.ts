/** How the command is called where the package is installed: nobody's package is fetched where it is not. */
export const command = "npx --no-install workers-version-conformance";
