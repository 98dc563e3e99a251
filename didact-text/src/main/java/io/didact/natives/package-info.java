/**
 * Native libraries: from the jars, once, into a cache on the disk, from where they are loaded by
 * full paths.
 *
 * <p>{@link io.didact.natives.NativeLibraries} is the way in: a room says which resources it wants
 * as files and gets a folder that has all of them whole. {@link io.didact.natives.NativeFolder} is
 * such a folder: unpacked aside, synced, checked, renamed as one. Nothing in it is trusted because
 * it is there: a start compares what the files look like with the last check, and reads them again
 * where that differs. Which libraries, and in what order they are loaded, is for the rooms that use
 * them ({@code tensor}, {@code text}, {@code data}) to say.
 */
@NullMarked
package io.didact.natives;

import org.jspecify.annotations.NullMarked;
