/** What a test file opened, released when the file ends. */
type Release = () => unknown;

const releases: Release[] = [];

/** Registers a release. Unlike `onTestFinished` it knows no test, and serves concurrent ones. */
export const atFileEnd = (release: Release): void => void releases.push(release);

/** Releases in reverse order. Runs after each file, as `setupFiles` says. */
export async function releaseAll(): Promise<void> {
  for (const release of releases.splice(0).reverse()) await release();
}
