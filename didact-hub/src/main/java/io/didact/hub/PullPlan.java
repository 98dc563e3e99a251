package io.didact.hub;

import java.util.List;

/**
 * What a pull would do.
 *
 * @param commit that the revision is at
 * @param wanted files, in the order of their names
 * @param present those of them that are in the cache already
 * @param leftOut weights in forms that are not read here
 */
public record PullPlan(
    String commit, List<RemoteFile> wanted, List<RemoteFile> present, List<RemoteFile> leftOut) {
  /** Bytes of files, together; those of a server that lies are capped. */
  public static long bytes(List<RemoteFile> files) {
    long sum = 0;
    for (RemoteFile file : files) {
      sum = sum + file.size() < 0 ? Long.MAX_VALUE : sum + file.size();
    }
    return sum;
  }
}
