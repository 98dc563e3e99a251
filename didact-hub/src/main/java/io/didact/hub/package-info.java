/**
 * Models and data sets of the Hugging Face Hub, in the local cache that its other tools share.
 *
 * <p>Two halves. The one that only reads the disk is {@link io.didact.hub.HubCache}: it finds what
 * {@link io.didact.hub.HubName} ({@code ORG/NAME@REVISION}) stands for. The one that uses the
 * network is {@link io.didact.hub.Pull}, and nothing but a call of it does: {@link
 * io.didact.hub.HubApi} lists a repository, {@link io.didact.hub.Selection} chooses among its
 * files, {@link io.didact.hub.Download} fetches one (a {@link io.didact.hub.PartialBlob} that grows
 * over any number of tries), and {@link io.didact.hub.SnapshotWriter} puts names to them. {@link
 * io.didact.hub.Transport} is all HTTP: redirects, the token, what a status means. {@link
 * io.didact.hub.Disk} gives names to what is whole.
 *
 * <p>The layout, which other programs read and write too:
 *
 * <pre>
 * models--ORG--NAME/           datasets--ORG--NAME/ for data sets
 *   blobs/DIGEST               content, named by its sha256 (large files) or its git hash
 *   snapshots/COMMIT/path      a relative link to the blob (or the file itself, without links)
 *   refs/REVISION              the commit that a branch or tag was at; written last
 * .locks/models--ORG--NAME/    locks, so that pulls of one repository come one after the other, and
 *                              a note of the contents that were found right
 * </pre>
 *
 * <p>What comes from the server is hostile: names ({@link io.didact.hub.RemoteFile}), sizes,
 * digests, addresses, the amount of everything.
 */
@NullMarked
package io.didact.hub;

import org.jspecify.annotations.NullMarked;
