package io.didact.hub;

import java.nio.file.Path;

/**
 * What a pull came to.
 *
 * @param repo {@code ORG/NAME}
 * @param commit that the revision is at
 * @param path of the snapshot
 * @param files in it that were asked for
 * @param bytes of those, together
 */
public record Pulled(
    String repo, String revision, String commit, Path path, int files, long bytes) {}
