/** Releases what a test file opened when the file ends. */
type Release = () => unknown;

const releases: Release[] = [];

/**
 * Registers a release. Unlike `onTestFinished` it belongs to no test, so it works in concurrent
 * ones.
 */
export const atFileEnd = (release: Release): void => void releases.push(release);

/** Runs the releases in reverse order; called after each file (see `setupFiles`). */
export async function releaseAll(): Promise<void> {
  for (const release of releases.splice(0).reverse()) await release();
}
